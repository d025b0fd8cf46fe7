import { isError, type Fault, type Finding, type FindingCode } from './findings';
import { linesInWords } from './words';

/** Findings of one severity: the first of them in full, and how many there are. */
export interface Tally {
	count: number;
	first: Finding[];
}

/** All findings of one code and severity together. */
export interface Group {
	code: FindingCode;
	count: number;
	/** The words of the first. */
	message: string;
	/** The first lines; none for the file as a whole. */
	lines: number[];
}

const LINES_KEPT = 5;

/**
 * Counts findings by severity and by code. It keeps the first of each severity only: a file can have
 * millions, and warnings must not crowd out errors.
 */
export class Findings {
	readonly errors: Tally = { count: 0, first: [] };
	readonly warnings: Tally = { count: 0, first: [] };
	readonly byCode: Partial<Record<FindingCode, number>> = {};
	/** Errors by code, the first to come first. */
	private readonly groups = new Map<FindingCode, Group>();

	/** @param most how many of each severity to keep */
	constructor(private readonly most: number) {}

	/** @param line from 1; null for the file as a whole */
	add(found: Fault, line: number | null): void {
		const { code, message } = found;
		const tally = isError(found) ? this.errors : this.warnings;
		tally.count += 1;
		if (tally.first.length < this.most) tally.first.push({ line, code, message });
		this.byCode[code] = (this.byCode[code] ?? 0) + 1;
		if (isError(found)) this.group(found, line);
	}

	/** The kinds of errors, the commonest first. */
	errorGroups(): Group[] {
		return [...this.groups.values()].sort((a, b) => b.count - a.count);
	}

	private group({ code, message }: Fault, line: number | null): void {
		const group = this.groups.get(code) ?? { code, count: 0, message, lines: [] };
		this.groups.set(code, group);
		group.count += 1;
		if (line !== null && group.lines.length < LINES_KEPT) group.lines.push(line);
	}
}

/** Lines on which something is, and how many there are. */
export class LineList {
	count = 0;
	private readonly first: number[] = [];

	add(line: number): void {
		this.count += 1;
		if (this.first.length < LINES_KEPT) this.first.push(line);
	}

	/** In brackets, to stand at the end of a sentence. */
	get words(): string {
		return `(${linesInWords(this.first, this.count)})`;
	}

	get firstLine(): number | null {
		return this.first[0] ?? null;
	}
}
