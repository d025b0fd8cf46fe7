import { Distribution } from './distribution';
import { encodingMark } from './encodingMarks';
import { checkExample } from './example';
import { fault, isError, type Fault } from './findings';
import type { DataFormat } from './format';
import { Layout } from './layout';
import { LineSplitter, type ByteLine } from './lines';
import type { ModelFacts } from './models';
import { notJsonl, parseLine } from './parseLine';
import { SeenLines } from './seen';
import { Findings } from './tally';
import type { TokenCounter } from './tokenizer';
import { exampleTokens } from './tokens';

const FEWEST_EXAMPLES = 10;
const MOST_REINFORCEMENT_EXAMPLES = 50_000;
const LARGEST_FILE = 512 * 1024 * 1024;
/** A line is held in memory. No example is this long that is not refused or cut off. */
const LONGEST_LINE = 32 * 1024 * 1024;
const CARRIAGE_RETURN = 13;

export interface CheckerOptions {
	/** How many findings of each severity to keep. */
	maxFindings: number;
	model: ModelFacts;
	/** None: tokens are not counted. */
	countTokens?: TokenCounter;
	/** Bytes from which on a line is too long to be looked at. */
	longestLine?: number;
}

/** What a file turned out to be. */
export interface CheckedFile {
	format: DataFormat | null;
	bytes: number;
	lines: number;
	/** Lines that hold something. */
	examples: number;
	findings: Findings;
	/** Tokens of the examples without errors. */
	tokens: Distribution;
	/** The same in all, with each example cut off at the model's limit. */
	trainedTokens: number;
	/** Whether there were more different lines than are remembered to find duplicates. */
	duplicatesBeyondMemory: boolean;
}

/** Checks a file of training data as it comes, chunk by chunk. Its memory does not grow with the file. */
export class Checker {
	private readonly findings: Findings;
	private readonly layout: Layout;
	private readonly splitter: LineSplitter;
	private readonly seen = new SeenLines();
	private readonly decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });
	private readonly tokens = new Distribution();
	private format: DataFormat | null = null;
	private bytes = 0;
	private lines = 0;
	private examples = 0;
	private trainedTokens = 0;
	/** The file is something else: nothing more is to be learned from its lines. */
	private givenUp = false;

	constructor(private readonly options: CheckerOptions) {
		this.findings = new Findings(options.maxFindings);
		this.layout = new Layout(this.findings);
		this.splitter = new LineSplitter(options.longestLine ?? LONGEST_LINE, (line) =>
			this.line(line),
		);
	}

	push(chunk: Uint8Array): void {
		this.bytes += chunk.length;
		this.splitter.push(chunk);
	}

	finish(): CheckedFile {
		this.splitter.end();
		if (!this.givenUp) {
			this.layout.finish(this.lines);
			this.checkCount();
		}
		if (this.bytes > LARGEST_FILE) {
			this.tell(
				'file_too_large',
				'The file is larger than 512 MB, which providers take in parts only, or not at all',
			);
		}
		const { format, bytes, lines, examples, findings, tokens, trainedTokens } = this;
		const duplicatesBeyondMemory = this.seen.full;
		return {
			format,
			bytes,
			lines,
			examples,
			findings,
			tokens,
			trainedTokens,
			duplicatesBeyondMemory,
		};
	}

	private line({ bytes: whole, ended, tooLong }: ByteLine): void {
		this.lines += 1;
		if (this.givenUp) return;
		const crlf = whole.at(-1) === CARRIAGE_RETURN;
		let bytes = crlf ? whole.subarray(0, -1) : whole;
		if (this.lines === 1) bytes = this.withoutMark(bytes);
		if (this.givenUp) return;
		const text = this.textOf(bytes, tooLong);
		const blank = text?.trim() === '';
		this.layout.line(this.lines, { blank, crlf, ended });
		if (blank) return;
		this.examples += 1;
		if (text === undefined) return;
		if (this.examples === 1 && this.isSomethingElse(text)) return;
		if (tooLong) {
			this.tell(
				'line_too_long',
				'The line is longer than 32 MB and was not looked at: shorten the example, and give images as web addresses',
				this.lines,
			);
			return;
		}
		this.example(text, bytes);
	}

	private withoutMark(bytes: Uint8Array): Uint8Array {
		const mark = encodingMark(bytes);
		if (!mark) return bytes;
		this.findings.add(mark.fault, 1);
		this.givenUp = isError(mark.fault);
		return bytes.subarray(mark.length);
	}

	private textOf(bytes: Uint8Array, tooLong: boolean): string | undefined {
		// The end of what is kept of a long line may cut a character in two; its beginning tells enough.
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

	private isSomethingElse(text: string): boolean {
		const found = notJsonl(text);
		if (!found) return false;
		this.findings.add(found, this.lines);
		this.givenUp = true;
		this.examples = 0;
		return true;
	}

	private example(text: string, bytes: Uint8Array): void {
		const parsed = parseLine(text);
		if (!parsed.ok) {
			this.findings.add(parsed.fault, this.lines);
			return;
		}
		const { format, faults } = checkExample(parsed.example);
		for (const one of faults) this.findings.add(one, this.lines);
		const mixed = this.mixedWith(format);
		if (mixed) this.findings.add(mixed, this.lines);
		const same = this.seen.add(bytes, this.lines);
		if (same !== undefined) {
			this.tell('duplicate', `The line is the same as line ${same}: remove one`, this.lines);
		}
		if (!mixed && !faults.some(isError)) this.count(parsed.example);
	}

	/** The first recognised format is the file's. */
	private mixedWith(format: DataFormat | null): Fault | undefined {
		this.format ??= format;
		if (format === null || format === this.format) return undefined;
		return fault(
			'mixed_formats',
			`The example is in the ${format} format, but the file began with ${this.format}: keep one format in a file`,
		);
	}

	private count(example: Record<string, unknown>): void {
		const { countTokens, model } = this.options;
		if (!countTokens) return;
		const tokens = exampleTokens(example, countTokens);
		this.tokens.add(tokens);
		this.trainedTokens += Math.min(tokens, model.exampleLimit);
		if (tokens > model.exampleLimit) {
			this.tell(
				'over_token_limit',
				`The example has ${tokens} tokens, and what is over ${model.exampleLimit} is cut off: shorten it`,
				this.lines,
			);
		}
	}

	private checkCount(): void {
		const { examples } = this;
		if (examples === 0) {
			this.tell('file_empty', 'The file holds no examples: check the node that makes it');
		} else if (examples < FEWEST_EXAMPLES) {
			this.tell('too_few_examples', `The file has ${examples} examples, and must have at least 10`);
		} else if (this.format === 'reinforcement' && examples > MOST_REINFORCEMENT_EXAMPLES) {
			this.tell(
				'too_many_examples',
				`The file has ${examples} examples, and reinforcement takes 50000 at most`,
			);
		}
	}

	private tell(code: Fault['code'], message: string, line: number | null = null): void {
		this.findings.add(fault(code, message), line);
	}
}
