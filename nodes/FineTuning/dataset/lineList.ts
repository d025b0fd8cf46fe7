import { linesInWords } from './tally';

const LINES_KEPT = 5;

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
