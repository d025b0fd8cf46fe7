import type { IBinaryKeyData } from 'n8n-workflow';

import { buildRow, type BuildFormat, type ExampleSource, type RowInput } from '../../dataset/build';
import { modelFacts } from '../../dataset/models';
import { splitRows } from '../../dataset/split';
import { loadTokenizer } from '../../dataset/tokenizer';
import { exampleTokens } from '../../dataset/tokens';
import { asText } from '../../../shared/text';
import type { ItemRun, Operation } from '../operation';
import { collectionParameter, numberOption, textParameter } from '../parameters';
import { badRowsError, type BadRow } from './badRows';
import { buildFields } from './buildFields';
import { namesOf } from './fileNames';

interface BuildOptions {
	fileName?: unknown;
	seed?: unknown;
	validationShare?: unknown;
}

/** One item's example. */
interface Row {
	itemIndex: number;
	line: string;
	example: Record<string, unknown>;
}

const FEWEST_EXAMPLES = 10;
const DEFAULT_SEED = 42;
const MIME_TYPE = 'application/jsonl';

export const build: Operation = {
	value: 'build',
	name: 'Build',
	action: 'Build dataset',
	description: 'Make one training file of all items',
	offline: true,
	fields: buildFields,
	async executeAll(runs) {
		const [first] = runs;
		if (!first) return [];
		const { context } = first;
		const options = collectionParameter(first, 'options') as BuildOptions;
		const share = numberOption(first, options.validationShare, 'Validation Share', [0, 90]) ?? 0;
		const seed = numberOption(first, options.seed, 'Seed') ?? DEFAULT_SEED;
		const { rows, bad } = rowsOf(runs, first);
		if (bad.length > 0 && (rows.length === 0 || !context.continueOnFail())) {
			throw badRowsError(context, bad, runs.length);
		}
		const { training, validation } = splitRows(rows, ({ line }) => line, share / 100, seed);
		const names = namesOf(asText(options.fileName));
		const binary: IBinaryKeyData = { data: await fileOf(first, training, names.training) };
		if (validation.length > 0) {
			binary.validation = await fileOf(first, validation, names.validation);
		}
		return [
			{
				json: {
					format: textParameter(first, 'format'),
					examples: rows.length,
					trainingExamples: training.length,
					validationExamples: validation.length,
					trainingTokens: await tokensOf(training),
					validationTokens: await tokensOf(validation),
					trainingFileName: names.training,
					validationFileName: validation.length > 0 ? names.validation : null,
					skippedItems: bad.length,
					skipped: bad.map(({ itemIndex, problem }) => ({ item: itemIndex, problem })),
					warnings: warningsOf(training.length),
				},
				binary,
				pairedItem: rows.map(({ itemIndex }) => ({ item: itemIndex })),
			},
		];
	},
};

function rowsOf(runs: readonly ItemRun[], first: ItemRun): { rows: Row[]; bad: BadRow[] } {
	const format = textParameter(first, 'format') as BuildFormat;
	const source = textParameter(first, 'exampleSource') as ExampleSource;
	const rows: Row[] = [];
	const bad: BadRow[] = [];
	for (const run of runs) {
		const { itemIndex } = run;
		const built = readRow(run, format, source);
		if (built.ok) rows.push({ itemIndex, line: built.line, example: built.example });
		else bad.push({ itemIndex, problem: built.problem });
	}
	return { rows, bad };
}

function readRow(run: ItemRun, format: BuildFormat, source: ExampleSource) {
	const names: Array<keyof RowInput> = [
		...(source === 'messages'
			? (['messages'] as const)
			: (['systemPrompt', 'userMessage'] as const)),
		...(format === 'preference' ? (['preferredOutput', 'nonPreferredOutput'] as const) : []),
		...(format === 'chat' && source === 'fields' ? (['assistantMessage'] as const) : []),
	];
	try {
		const row: RowInput = {};
		for (const name of names) row[name] = run.context.getNodeParameter(name, run.itemIndex, '');
		return buildRow(row, format, source);
	} catch (error) {
		// An expression that fails for one item makes that item's row a bad one.
		return { ok: false as const, problem: error instanceof Error ? error.message : String(error) };
	}
}

async function fileOf({ context }: ItemRun, rows: readonly Row[], name: string) {
	const content = Buffer.from(rows.map(({ line }) => `${line}\n`).join(''));
	return await context.helpers.prepareBinaryData(content, name, MIME_TYPE);
}

async function tokensOf(rows: readonly Row[]): Promise<number> {
	const count = await loadTokenizer(modelFacts('').encoding);
	return rows.reduce((sum, { example }) => sum + exampleTokens(example, count), 0);
}

function warningsOf(trainingExamples: number): string[] {
	if (trainingExamples >= FEWEST_EXAMPLES) return [];
	return [
		`The training file has ${trainingExamples} examples, and providers want at least ${FEWEST_EXAMPLES}`,
	];
}
