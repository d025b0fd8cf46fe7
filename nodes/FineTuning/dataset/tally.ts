import { isError, type Fault, type Finding, type FindingCode } from './findings';

/** Findings of one severity: the first of them in full, and how many there are. */
export interface Tally {
	count: number;
	first: Finding[];
}

/**
 * Counts findings by severity and by code. It keeps the first of each severity only: a file can have
 * millions, and warnings must not crowd out errors.
 */
export class Findings {
	readonly errors: Tally = { count: 0, first: [] };
	readonly warnings: Tally = { count: 0, first: [] };
	readonly byCode: Partial<Record<FindingCode, number>> = {};

	/** @param most how many of each severity to keep */
	constructor(private readonly most: number) {}

	/** @param line from 1; null for the file as a whole */
	add({ code, message }: Fault, line: number | null): void {
		const tally = isError({ code, message }) ? this.errors : this.warnings;
		tally.count += 1;
		if (tally.first.length < this.most) tally.first.push({ line, code, message });
		this.byCode[code] = (this.byCode[code] ?? 0) + 1;
	}
}
