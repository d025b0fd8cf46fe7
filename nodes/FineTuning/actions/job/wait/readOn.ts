import { pagesWorthReading } from '../../../../shared/pagesWorthReading';

/** How far the list has been read, and what it has not shown yet. */
export interface Reading {
	/** When the jobs not seen yet were created (Unix seconds); undefined where nobody knows. */
	unseen: ReadonlyArray<number | undefined>;
	/** How many of the jobs asked for the last page showed. */
	found: number;
	/** Pages in a row that showed none. */
	fruitless: number;
	/** When the first and the last job of the last page were created. */
	first: number;
	last: number;
}

/** So many unseen jobs make one more page without any of them a small loss. */
const JOBS_PER_FRUITLESS_PAGE = 20;

/**
 * Whether the next page is likely to save more calls than the one it costs. Of jobs that were seen before it is
 * known where they lie. Others are taken to lie where the last ones lay: a page goes on being worth it while it
 * shows more than one, and where many are unseen, a few fruitless pages may come first.
 */
export function worthReadingOn({ unseen, found, fruitless, first, last }: Reading): boolean {
	// Where the list rises, times do not tell how far away a job is.
	const located = first < last ? [] : unseen.filter((created) => created !== undefined);
	if (pagesWorthReading(located, last, first - last) > 0) return true;
	const elsewhere = unseen.length - located.length;
	if (elsewhere < 2) return false;
	return found > 1 || fruitless * JOBS_PER_FRUITLESS_PAGE < elsewhere;
}
