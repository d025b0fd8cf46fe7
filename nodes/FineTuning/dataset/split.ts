import { createHash } from 'node:crypto';

/** The two parts of a dataset, each in the rows' own order; together they are all rows. */
export interface Split<T> {
	training: T[];
	validation: T[];
}

/**
 * Puts a share of the rows aside for validation. Which rows depends on what they say and on the seed, not
 * on their order, so that most stay where they were when rows are added. Rows that say the same stay
 * together: a model must not be tested on what it was taught. Each part gets at least one row as long as
 * there are two different ones.
 * @param textOf what a row says
 * @param share of the rows, from 0 to 1
 */
export function splitRows<T extends object>(
	rows: readonly T[],
	textOf: (row: T) => string,
	share: number,
	seed: number,
): Split<T> {
	const groups = new Map<string, T[]>();
	for (const row of rows) {
		const rank = rankOf(textOf(row), seed);
		const group = groups.get(rank);
		if (group) group.push(row);
		else groups.set(rank, [row]);
	}
	if (!(share > 0) || groups.size < 2) return { training: [...rows], validation: [] };
	const chosen = choose(groups, Math.max(1, Math.round(rows.length * share)));
	return {
		training: rows.filter((row) => !chosen.has(row)),
		validation: rows.filter((row) => chosen.has(row)),
	};
}

/** Groups in the order of their ranks, as long as they fit, and never all of them. */
function choose<T extends object>(
	groups: ReadonlyMap<string, readonly T[]>,
	wanted: number,
): ReadonlySet<T> {
	const ranked = [...groups].sort(([a], [b]) => (a < b ? -1 : 1)).map(([, group]) => group);
	const chosen = new Set<T>();
	let groupsLeft = ranked.length;
	for (const group of ranked) {
		if (chosen.size + group.length > wanted || groupsLeft === 1) continue;
		for (const row of group) chosen.add(row);
		groupsLeft -= 1;
	}
	if (chosen.size > 0) return chosen;
	return new Set(ranked.reduce((least, group) => (group.length < least.length ? group : least)));
}

function rankOf(text: string, seed: number): string {
	return createHash('sha256').update(`${seed}\n${text}`).digest('hex');
}
