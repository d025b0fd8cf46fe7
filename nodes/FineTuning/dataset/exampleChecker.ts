import type { CheckerOptions } from './checkedFile';
import { Distribution } from './distribution';
import { checkExample } from './example';
import { fault, isError, type Fault } from './findings';
import { Fingerprints, type Fingerprint } from './fingerprint';
import { KINDS, type DataFormat, type RowKind } from './recognise/kinds';
import { SeenHashes } from './seen';
import { specialTokenIn } from './sensitive';
import type { Findings } from './tally';
import type { Teaching } from './teaching';
import { exampleTokens } from './tokens';
import { counted } from './words';

const DATA_FORMATS: ReadonlySet<RowKind> = new Set<DataFormat>([
	'chat',
	'preference',
	'reinforcement',
	'completion',
	'text',
]);

/** Checks the examples of one file, and what they are to each other. */
export class ExampleChecker {
	readonly tokens = new Distribution();
	billedTokens = 0;
	trainedTokens = 0;
	tokensEstimated = false;
	private kind: RowKind | null = null;
	private readonly fingerprints = new Fingerprints();
	private readonly normalised = new Fingerprints(true);
	/** By what stands before the answer; the mark is half of the whole's hash. */
	private readonly prompts = new SeenHashes();
	/** By all that it says, where the question came before with another answer, or there is no answer. */
	private readonly wholes = new SeenHashes();

	constructor(
		private readonly options: CheckerOptions,
		private readonly findings: Findings,
		private readonly teaching: Teaching,
	) {}

	get format(): DataFormat | null {
		return isDataFormat(this.kind) ? this.kind : null;
	}

	get full(): boolean {
		return this.prompts.full || this.wholes.full;
	}

	/** What most of the file is; else the first that is recognised decides. */
	expect(kind: RowKind | null): void {
		this.kind = kind;
	}

	tooComplex(line: number): void {
		this.findings.add(
			fault(
				'too_complex',
				'The example is nested too deeply, or has too many parts: write what is nested as text',
			),
			line,
		);
	}

	/**
	 * @param text the line that the example stands on
	 * @returns whether nothing is wrong with it that a provider would refuse
	 */
	check(example: Record<string, unknown>, text: string, line: number): boolean {
		const says = this.fingerprints.of(example);
		if (!says) {
			this.tooComplex(line);
			return false;
		}
		const { kind, faults } = checkExample(example, this.options.rules);
		const mixed = this.mixedWith(kind);
		if (mixed) {
			this.findings.add(mixed, line);
			return false;
		}
		let sound = true;
		for (const found of faults) {
			if (found.code === 'system_missing' || found.code === 'user_missing') {
				this.teaching.missing(found.code, line);
				continue;
			}
			this.findings.add(found, line);
			sound &&= !isError(found);
		}
		sound = this.noSpecialToken(text, line) && sound;
		this.teaching.example(says, line);
		this.compare(says, line);
		if (sound && this.options.onExample) {
			const { whole } = this.normalised.of(example) ?? says;
			this.options.onExample(whole, line);
		}
		return sound;
	}

	private mixedWith(kind: RowKind | null): Fault | undefined {
		this.kind ??= kind;
		if (kind === null || this.kind === null || kind === this.kind) return undefined;
		return fault(
			'mixed_formats',
			`The example is ${KINDS[kind].name}, but most of the file is ${KINDS[this.kind].name}: keep one format in a file`,
		);
	}

	private noSpecialToken(text: string, line: number): boolean {
		const special = specialTokenIn(text);
		if (!special) return true;
		const { rules } = this.options;
		const severity = special.openAi ? rules.specialToken : 'warning';
		const who = severity === 'error' ? `, which ${rules.name} refuses` : '';
		this.findings.add(
			fault(
				'special_token',
				`A text contains the special token ${special.token}${who}: remove it`,
				severity,
			),
			line,
		);
		return severity !== 'error';
	}

	/** With those before: the same, or another answer to the same question. */
	private compare({ prompt, whole }: Fingerprint, line: number): void {
		if (!prompt) {
			this.tellSame(this.wholes.add(whole, line)?.line, line);
			return;
		}
		const first = this.prompts.add(prompt, line, whole.low);
		if (!first) return;
		if (first.mark === whole.low) {
			this.tellSame(first.line, line);
			return;
		}
		const same = this.wholes.add(whole, line);
		this.tellSame(same?.line, line);
		// Two answers of which one is better: that is what preferences are.
		if (!same && this.kind !== 'preference') this.teaching.contradicts(line);
	}

	private tellSame(first: number | undefined, line: number): void {
		if (first === undefined) return;
		const message = `The example is the same as the one on line ${first.toLocaleString('en-US')}: remove one`;
		this.findings.add(fault('duplicate', message), line);
	}

	/** Counts the tokens of a sound example. */
	*count(example: Record<string, unknown>, line: number): Generator<void, void> {
		const { countTokens, model } = this.options;
		if (!countTokens) return;
		const { all, trained, estimated } = yield* exampleTokens(example, countTokens, model.encoding);
		this.tokens.add(all);
		this.billedTokens += Math.min(all, model.exampleLimit);
		this.trainedTokens += trained;
		this.tokensEstimated ||= estimated;
		if (all > model.exampleLimit) {
			this.findings.add(
				fault(
					'over_token_limit',
					`The example has ${estimated || model.estimated ? 'about ' : ''}${counted(all, 'token')}, and what is over ${model.exampleLimit.toLocaleString('en-US')} is cut off: shorten it`,
				),
				line,
			);
		}
		yield;
	}
}

function isDataFormat(kind: RowKind | null): kind is DataFormat {
	return kind !== null && DATA_FORMATS.has(kind);
}
