import { NodeOperationError } from 'n8n-workflow';

import { isRecord } from '../../../../shared/text';
import { buildRow, type BuildSettings, type RowInput } from '../../../dataset/build';
import { counted, shortened } from '../../../dataset/words';
import type { ItemRun } from '../../operation';
import type { BadRow } from './badRows';

/** One item's example. */
export interface Row {
	itemIndex: number;
	line: string;
	example: Record<string, unknown>;
	/** Fields of the item that say something and have no place in the example. */
	leftOut: string[];
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
		if (built.ok) {
			const { line, example, leftOut } = built;
			rows.push({ itemIndex, line, example, leftOut });
		} else bad.push({ itemIndex, problem: built.problem });
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

/** All questions alike: a field was left as text where an expression was meant. */
export function refuseEqualQuestions({ context }: ItemRun, rows: readonly Row[]): void {
	const equal = equalQuestions(rows.map(({ example }) => example));
	if (equal === undefined) return;
	throw new NodeOperationError(
		context.getNode(),
		`All ${counted(rows.length, 'example')} ask the same: "${equal}"`,
		{
			description:
				'The field holds the same text for every item. Drag the input field with the question into it, or switch the field to Expression.',
		},
	);
}

/**
 * The last question of every example, when it is the same in all of them: nobody means that, a field holds
 * fixed text. Undefined when they differ, or there is one example only.
 */
function equalQuestions(examples: ReadonlyArray<Record<string, unknown>>): string | undefined {
	const [first, ...others] = examples;
	if (!first || others.length === 0) return undefined;
	const question = questionOf(first);
	if (question === undefined) return undefined;
	return others.every((example) => questionOf(example) === question)
		? shortened(question, 60)
		: undefined;
}

function questionOf(example: Record<string, unknown>): string | undefined {
	const { messages } = isRecord(example.input) ? example.input : example;
	if (!Array.isArray(messages)) return undefined;
	const users = messages.filter((message) => isRecord(message) && message.role === 'user');
	const content: unknown = users.at(-1)?.content;
	return users.length === 1 && typeof content === 'string' ? content : undefined;
}
