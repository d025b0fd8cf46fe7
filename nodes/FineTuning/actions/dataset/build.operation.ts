import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';

import type { BuildFormat, ExampleSource } from '../../dataset/build';
import { FEWEST_EXAMPLES } from '../../dataset/checkedFile';
import { Fingerprints } from '../../dataset/fingerprint';
import { modelFacts } from '../../dataset/models';
import { specialTokenIn, specialTokenWarnings } from '../../dataset/sensitive';
import { splitRows } from '../../dataset/split';
import { loadTokenizer, type TokenCounter } from '../../dataset/tokenizer';
import { exampleTokens } from '../../dataset/tokens';
import { counted, quoted } from '../../dataset/words';
import { tellResult } from '../../../shared/execution';
import { asText } from '../../../shared/text';
import type { ItemRun, Operation } from '../operation';
import { collectionParameter, numberOption, textParameter } from '../parameters';
import { badRowsError } from './build/badRows';
import { buildFields } from './build/fields';
import { namesOf, readTools, splitGroupOf } from './build/readOptions';
import { readRows, refuseEqualQuestions, type Row } from './build/readRows';
import { JsonlOutput } from './jsonlOutput';
import { Pace } from './pace';

interface BuildOptions {
	fileName?: unknown;
	seed?: unknown;
	splitBy?: unknown;
	tools?: unknown;
	validationShare?: unknown;
}

const DEFAULT_SEED = 42;

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
		const pace = new Pace(context);
		const options = collectionParameter(first, 'options') as BuildOptions;
		const share = numberOption(first, options.validationShare, 'Validation Share', [0, 90]) ?? 0;
		const seed = numberOption(first, options.seed, 'Seed') ?? DEFAULT_SEED;
		const settings = {
			format: textParameter(first, 'format') as BuildFormat,
			source: textParameter(first, 'exampleSource') as ExampleSource,
			tools: readTools(first, options.tools),
		};
		const { rows, bad } = await pace.run(readRows(runs, settings));
		if (bad.length > 0 && (rows.length === 0 || !context.continueOnFail())) {
			throw badRowsError(context, bad, runs.length);
		}
		refuseEqualQuestions(first, rows);
		const special = rows.filter(({ line }) => specialTokenIn(line) !== undefined).length;
		const groupOf = 'splitBy' in options && share > 0 ? splitGroupOf(runs) : undefined;
		const { training, validation } = await pace.run(
			splitRows(rows, {
				textOf: ({ line }) => line,
				likenessOf: likeness(),
				groupOf,
				share: share / 100,
				seed,
			}),
		);
		const names = namesOf(asText(options.fileName));
		const count = await loadTokenizer(ENCODING, async () => await pace.step());
		const tokens = {
			training: await pace.run(tokensOf(training, count)),
			validation: await pace.run(tokensOf(validation, count)),
		};
		const binary: IBinaryKeyData = { data: await fileOf(first, pace, training, names.training) };
		if (validation.length > 0) {
			binary.validation = await fileOf(first, pace, validation, names.validation);
		}
		const warnings = [
			...warningsOf(training.length, validation.length, share),
			...lostWarnings(rows),
			...specialTokenWarnings(special),
		];
		const summary = summaryOf(names, training.length, validation.length, bad.length, warnings);
		tellResult(context, summary, training.length < FEWEST_EXAMPLES);
		const skipped = bad.map(({ itemIndex, problem }) => ({ item: itemIndex, problem }));
		return [
			{
				json: {
					summary,
					format: settings.format,
					examples: rows.length,
					trainingExamples: training.length,
					validationExamples: validation.length,
					trainingTokens: tokens.training,
					validationTokens: tokens.validation,
					trainingFileName: names.training,
					validationFileName: validation.length > 0 ? names.validation : null,
					skippedItems: bad.length,
					skipped,
					firstExample: (training[0]?.example ?? null) as IDataObject | null,
					warnings,
				},
				binary,
				pairedItem: rows.map(({ itemIndex }) => ({ item: itemIndex })),
			},
		];
	},
};

/** One line, fit for a message in Slack. */
function summaryOf(
	names: ReturnType<typeof namesOf>,
	training: number,
	validation: number,
	skipped: number,
	warnings: readonly string[],
): string {
	const parts = [
		`${names.training}: ${counted(training, 'example')}`,
		validation > 0 && `${names.validation}: ${counted(validation, 'example')}`,
		skipped > 0 && `${counted(skipped, 'item')} left out`,
		...warnings,
	];
	return parts.filter(Boolean).join('. ');
}

const ENCODING = modelFacts('').encoding;

/** Rows that Validate finds equal across two files: but for case and blanks. */
function likeness(): (row: Row) => string {
	const fingerprints = new Fingerprints(true);
	return ({ example, line }) => {
		const whole = fingerprints.of(example)?.whole;
		return whole ? `${whole.high} ${whole.low}` : line;
	};
}

async function fileOf({ context }: ItemRun, pace: Pace, rows: readonly Row[], name: string) {
	const output = new JsonlOutput();
	for (const { line } of rows) {
		output.add(line);
		await pace.step();
	}
	return await output.store(context, pace, name);
}

function* tokensOf(rows: readonly Row[], count: TokenCounter): Generator<void, number> {
	let sum = 0;
	for (const { example } of rows) {
		sum += (yield* exampleTokens(example, count, ENCODING)).all;
		yield;
	}
	return sum;
}

function lostWarnings(rows: readonly Row[]): string[] {
	const lost = new Set(rows.flatMap(({ leftOut }) => leftOut));
	return lost.size > 0 ? [`Left out, as an example has no place for it: ${quoted([...lost])}`] : [];
}

function warningsOf(training: number, validation: number, share: number): string[] {
	const warnings: string[] = [];
	if (training < FEWEST_EXAMPLES) {
		warnings.push(
			`The training file has ${counted(training, 'example')}, and providers want at least ${FEWEST_EXAMPLES}`,
		);
	}
	if (share > 0 && validation === 0) {
		warnings.push(
			'Nothing was put aside for validation: all examples are the same, or of the same group',
		);
	}
	return warnings;
}
