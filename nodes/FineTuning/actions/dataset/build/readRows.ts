import { buildRow, type BuildSettings, type RowInput } from '../../../dataset/build';
import type { ItemRun } from '../../operation';
import type { BadRow } from './badRows';

/** One item's example. */
export interface Row {
	itemIndex: number;
	line: string;
	example: Record<string, unknown>;
}

/** The examples of all items, and the items that give none. Yields after each item. */
export function* readRows(
	runs: readonly ItemRun[],
	settings: BuildSettings,
): Generator<void, { rows: Row[]; bad: BadRow[] }> {
	const names = fieldsOf(settings);
	const rows: Row[] = [];
	const bad: BadRow[] = [];
	for (const run of runs) {
		const { itemIndex } = run;
		const built = readRow(run, names, settings);
		if (built.ok) rows.push({ itemIndex, line: built.line, example: built.example });
		else bad.push({ itemIndex, problem: built.problem });
		yield;
	}
	return { rows, bad };
}

/** The fields that each item fills. */
function fieldsOf({ format, source }: BuildSettings): Array<Exclude<keyof RowInput, 'item'>> {
	if (source === 'item') return ['systemPrompt'];
	const fromFields = source === 'fields';
	return [
		...(fromFields ? (['systemPrompt', 'userMessage'] as const) : (['messages'] as const)),
		...(format === 'preference' ? (['preferredOutput', 'nonPreferredOutput'] as const) : []),
		...(format === 'reinforcement' ? (['graderFields'] as const) : []),
		...(format === 'chat' && fromFields ? (['assistantMessage'] as const) : []),
	];
}

function readRow(
	{ context, itemIndex }: ItemRun,
	names: ReturnType<typeof fieldsOf>,
	settings: BuildSettings,
) {
	try {
		const row: RowInput = {};
		if (settings.source === 'item') row.item = context.getInputData()[itemIndex]?.json;
		for (const name of names) row[name] = context.getNodeParameter(name, itemIndex, '');
		return buildRow(row, settings);
	} catch (error) {
		// An expression that fails for one item makes that item's row a bad one.
		return { ok: false as const, problem: error instanceof Error ? error.message : String(error) };
	}
}
