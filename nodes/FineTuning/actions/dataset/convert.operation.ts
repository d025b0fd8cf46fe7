import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { asText } from '../../../shared/text';
import { FEWEST_EXAMPLES } from '../../dataset/checkedFile';
import { Converter } from '../../dataset/convert/converter';
import { KINDS } from '../../dataset/recognise/kinds';
import { specialTokenIn, specialTokenWarnings } from '../../dataset/sensitive';
import { counted, linesInWords, shortened } from '../../dataset/words';
import { jsonlName } from '../file/upload/uploadFile';
import type { Operation } from '../operation';
import { collectionParameter, textParameter } from '../parameters';
import { convertFields } from './convert/fields';
import { feed } from './convert/feed';
import { openFile, refusal } from './convert/openFile';
import { JsonlOutput } from './jsonlOutput';
import { Pace } from './pace';

interface ConvertOptions {
	fileName?: unknown;
	systemPrompt?: unknown;
}

export const convert: Operation = {
	value: 'convert',
	name: 'Convert',
	action: 'Convert dataset',
	description: 'Make a training file of Alpaca, ShareGPT, CSV and other data',
	offline: true,
	fields: convertFields,
	async execute(run) {
		const { context, itemIndex } = run;
		const options = collectionParameter(run, 'options') as ConvertOptions;
		const property = textParameter(run, 'binaryPropertyName');
		const file = context.helpers.assertBinaryData(itemIndex, property);
		const source = file.fileName ?? property;
		const pace = new Pace(context);
		const opened = await openFile(context, pace, file);
		const { recognised } = opened;
		const refused = refusal(recognised);
		if (refused || recognised.kind === null) {
			throw new NodeOperationError(
				context.getNode(),
				`'${source}' cannot be converted. ${refused ?? ''}`.trim(),
				{ itemIndex },
			);
		}
		const output = new JsonlOutput();
		let special = 0;
		let firstExample: Record<string, unknown> | null = null;
		const converter = new Converter({
			kind: recognised.kind,
			systemPrompt: typeof options.systemPrompt === 'string' ? options.systemPrompt : '',
			onExample: (line, example) => {
				firstExample ??= example;
				if (specialTokenIn(line)) special += 1;
				output.add(line);
			},
		});
		const cutOff = await feed(converter, pace, opened);
		const leftOut = converter.leftOut();
		if (converter.examples === 0) {
			const [{ problem } = { problem: 'the file is empty' }] = leftOut;
			throw new NodeOperationError(
				context.getNode(),
				`'${source}' cannot be converted: ${counted(converter.rows, 'row')} and no example. Left out because ${problem}.`,
				{ itemIndex },
			);
		}
		const { kind } = recognised;
		const fileName = jsonlName(asText(options.fileName) || withoutEnding(file.fileName));
		const left = converter.rows - converter.examples;
		const warnings = [
			...(cutOff === undefined ? [] : [cutOff]),
			...(converter.examples < FEWEST_EXAMPLES
				? [
						`The file has ${counted(converter.examples, 'example')}, and providers want at least ${FEWEST_EXAMPLES}`,
					]
				: []),
			...specialTokenWarnings(special),
		];
		return [
			{
				json: {
					summary: `${shortened(fileName, 60)}: ${counted(converter.examples, 'example')} from ${KINDS[kind].name}${left > 0 ? `, ${counted(left, 'row')} left out` : ''}`,
					format: KINDS[kind].becomes,
					source: kind,
					fileName,
					rows: converter.rows,
					examples: converter.examples,
					leftOutRows: left,
					leftOut: leftOut.map(({ problem, count, rows }) => ({
						problem: `Left out because ${problem}`,
						count,
						rows: linesInWords(rows, count).replace(/^line/, 'row'),
					})),
					leftOutColumns: Object.fromEntries(converter.columns),
					firstExample: firstExample as IDataObject | null,
					warnings,
				},
				binary: {
					...context.getInputData()[itemIndex]?.binary,
					data: await output.store(context, pace, fileName),
				},
			},
		];
	},
};

function withoutEnding(name: string | undefined): string {
	return name === undefined ? '' : name.replace(/\.(csv|tsv|txt|json|jsonl|ndjson)$/i, '');
}
