import { pagesWorthReading } from '../../../../shared/pagesWorthReading';

/** How far the list has been read, and what it has not shown yet. */
export interface Reading {
	/** When the jobs not seen yet were created (Unix seconds); undefined where nobody knows. */
	unseen: ReadonlyArray<number | undefined>;
	/** See addLoss. */
	lost: number;
	/** When the first and the last job of the last page were created. */
	first: number;
	last: number;
}

/** The calls that the last pages have cost more than they saved. @param found jobs that one more page showed */
export function addLoss(lost: number, found: number): number {
	return Math.max(0, lost + 1 - found);
}

/** So many unseen jobs make one more call a small loss. */
const JOBS_PER_LOST_CALL = 20;

/**
 * Whether the next page is likely to save more calls than the one it costs. Of jobs that were seen before it is
 * known when they were created, and from that about where they lie; others are taken to lie where the last ones lay.
 * Lists have gaps and crowds that no estimate knows of: where many are unseen, a few calls are spent on finding out.
 */
export function worthReadingOn({ unseen, lost, first, last }: Reading): boolean {
	// Where the list rises, times do not tell how far away a job is.
	const located = first < last ? [] : unseen.filter((created) => created !== undefined);
	if (pagesWorthReading(located, last, first - last) > 0) return true;
	if ((lost + 1) * JOBS_PER_LOST_CALL <= unseen.length) return true;
	return lost === 0 && unseen.length - located.length > 1;
}
