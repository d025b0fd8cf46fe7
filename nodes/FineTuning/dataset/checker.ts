import { FEWEST_EXAMPLES, type CheckedFile, type CheckerOptions } from './checkedFile';
import { isTooComplex } from './complexity';
import { ExampleChecker } from './exampleChecker';
import { fault, type FindingCode } from './findings';
import { Head, type Found } from './head';
import { parseLine } from './json';
import { Layout } from './layout';
import { LineSplitter, LONG_LINE, LONGEST_LINE, type ByteLine } from './lines';
import { fileFault } from './recognise/fileFault';
import { Findings } from './tally';
import { Teaching } from './teaching';
import { counted } from './words';

const MOST_REINFORCEMENT_EXAMPLES = 50_000;
const CARRIAGE_RETURN = 13;

/**
 * Checks a file of training data as it comes, chunk by chunk. Its memory does not grow with the file. It
 * is made of generators, which yield after every step that takes time, for others to have their turn.
 */
export class Checker {
	private readonly findings: Findings;
	private readonly layout: Layout;
	private readonly splitter: LineSplitter;
	private readonly examplesSeen: ExampleChecker;
	private readonly teaching = new Teaching();
	private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
	private head: Head | undefined = new Head();
	private bytes = 0;
	private lines = 0;
	private examples = 0;
	private foreign = false;

	constructor(private readonly options: CheckerOptions) {
		this.findings = new Findings(options.maxFindings);
		this.layout = new Layout(this.findings);
		this.splitter = new LineSplitter(options.longestLine ?? LONGEST_LINE);
		this.examplesSeen = new ExampleChecker(options, this.findings, this.teaching);
	}

	*push(chunk: Uint8Array): Generator<void, void> {
		this.bytes += chunk.length;
		if (this.foreign) return;
		if (!this.head) return yield* this.content(chunk);
		const found = this.head.push(chunk);
		if (found) yield* this.begin(found);
	}

	*finish(): Generator<void, CheckedFile> {
		if (this.head) yield* this.begin(this.head.finish());
		if (!this.foreign) {
			for (const line of this.splitter.end()) yield* this.line(line);
			this.layout.finish(this.lines);
			this.checkCount();
			this.teaching.finish(this.findings);
		}
		if (this.bytes > this.options.rules.largestFile) {
			const megabytes = Math.round(this.options.rules.largestFile / 1024 / 1024);
			this.tell(
				'file_too_large',
				`The file is larger than ${counted(megabytes, 'MB').replace(/s$/, '')}: check what your provider takes, or split it`,
			);
		}
		const { bytes, lines, examples, findings } = this;
		const { format, tokens, billedTokens, trainedTokens, tokensEstimated, full } =
			this.examplesSeen;
		return {
			format,
			bytes,
			lines,
			examples,
			findings,
			tokens,
			billedTokens,
			trainedTokens,
			tokensEstimated,
			commonestAnswer: this.teaching.commonest(),
			duplicatesBeyondMemory: full,
			unreadable: this.foreign,
		};
	}

	/** What the file is, is known: as something else it is told once, and its lines are left alone. */
	private *begin({ recognised, head }: Found): Generator<void, void> {
		this.head = undefined;
		const found = fileFault(recognised, this.options.rules);
		if (found) {
			this.findings.add(found, null);
			this.foreign = true;
			return;
		}
		this.examplesSeen.expect(recognised.kind);
		yield* this.content(head.subarray(recognised.markLength));
	}

	private *content(chunk: Uint8Array): Generator<void, void> {
		for (const line of this.splitter.push(chunk)) yield* this.line(line);
	}

	/** One line: what is short is looked at in one go, what is long in steps. */
	private *line(line: ByteLine): Generator<void, void> {
		this.lines += 1;
		const long = line.bytes.length > LONG_LINE;
		const errors = this.findings.errors.count;
		const text = this.begun(line);
		if (text === null) return;
		const example = long ? yield* this.inSteps(line, text) : this.parsed(line, text);
		const sound = example && this.examplesSeen.check(example, text ?? '', this.lines);
		if (this.options.onLine) {
			const { bytes } = line;
			const end = bytes.at(-1) === CARRIAGE_RETURN ? -1 : bytes.length;
			this.options.onLine(bytes.subarray(0, end), this.findings.errors.count === errors);
		}
		if (sound && this.options.countTokens) yield* this.examplesSeen.count(example, this.lines);
	}

	private *inSteps(
		line: ByteLine,
		text: string | undefined,
	): Generator<void, Record<string, unknown> | undefined> {
		yield;
		if (!line.tooLong && (yield* isTooComplex(line.bytes))) {
			this.examplesSeen.tooComplex(this.lines);
			return undefined;
		}
		const example = this.parsed(line, text);
		yield;
		return example;
	}

	/** A line's text; undefined when it is none, and null for a blank line, which is no example. */
	private begun({ bytes, ended, tooLong }: ByteLine): string | undefined | null {
		const text = this.textOf(bytes, tooLong);
		const blank = text !== undefined && isBlank(text);
		this.layout.line(this.lines, { blank, crlf: bytes.at(-1) === CARRIAGE_RETURN, ended });
		if (blank) return null;
		this.examples += 1;
		return text;
	}

	private parsed(
		{ tooLong }: ByteLine,
		text: string | undefined,
	): Record<string, unknown> | undefined {
		if (tooLong) {
			this.tell(
				'line_too_long',
				'The line is longer than 32 MB and was not looked at: shorten the example, and give images as web addresses',
				this.lines,
			);
			return undefined;
		}
		if (text === undefined) return undefined;
		const parsed = parseLine(text);
		if (!parsed.ok) {
			this.findings.add(parsed.fault, this.lines);
			return undefined;
		}
		this.teaching.line(text, this.lines);
		return parsed.example;
	}

	private textOf(bytes: Uint8Array, tooLong: boolean): string | undefined {
		// The end of what is kept of a long line may cut a character in two.
		if (tooLong) return new TextDecoder().decode(bytes.subarray(0, 100));
		try {
			return this.decoder.decode(bytes);
		} catch {
			this.tell(
				'invalid_utf8',
				'The line is not valid UTF-8: save the file as UTF-8, it may be in the encoding of an old Windows program',
				this.lines,
			);
			return undefined;
		}
	}

	private checkCount(): void {
		const { examples } = this;
		const { fewestExamples = FEWEST_EXAMPLES } = this.options;
		if (examples === 0) {
			this.tell('file_empty', 'The file holds no examples: check the node that makes it');
		} else if (examples < fewestExamples) {
			this.tell(
				'too_few_examples',
				`The file has ${counted(examples, 'example')}, and must have at least ${fewestExamples}`,
			);
		} else if (
			this.examplesSeen.format === 'reinforcement' &&
			examples > MOST_REINFORCEMENT_EXAMPLES
		) {
			this.tell(
				'too_many_examples',
				`The file has ${counted(examples, 'example')}, and reinforcement takes 50,000 at most`,
			);
		}
	}

	private tell(code: FindingCode, message: string, line: number | null = null): void {
		this.findings.add(fault(code, message), line);
	}
}

/** Most lines begin with a brace: no need to look further. */
function isBlank(text: string): boolean {
	return text.charCodeAt(0) !== 123 && text.trim() === '';
}
