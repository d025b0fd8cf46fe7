import { NodeOperationError } from 'n8n-workflow';

import { asText } from '../../../shared/text';
import { Checker, type CheckedFile } from '../../dataset/checker';
import { modelFacts } from '../../dataset/models';
import { counted, reportOf } from '../../dataset/report';
import { loadTokenizer } from '../../dataset/tokenizer';
import type { ItemRun, Operation } from '../operation';
import { collectionParameter, numberOption, textParameter } from '../parameters';
import { binaryChunks } from './binaryChunks';
import { validateFields } from './validateFields';

interface ValidateOptions {
	epochs?: unknown;
	failOnInvalid?: unknown;
	maxErrors?: unknown;
	model?: unknown;
	pricePerMillionTokens?: unknown;
}

const DEFAULT_MAX_ERRORS = 100;
/** Findings that an error message repeats. */
const SHOWN = 3;

export const validate: Operation = {
	value: 'validate',
	name: 'Validate',
	action: 'Validate dataset',
	description: 'Check a training file and reckon its tokens and cost before it is uploaded',
	offline: true,
	keepsBinary: true,
	fields: validateFields,
	async execute(run) {
		const options = collectionParameter(run, 'options') as ValidateOptions;
		const maxErrors =
			numberOption(run, options.maxErrors, 'Max Errors', [0, 10_000]) ?? DEFAULT_MAX_ERRORS;
		const epochs = numberOption(run, options.epochs, 'Epochs', [1, 50]);
		const price = numberOption(run, options.pricePerMillionTokens, 'Price per Million Tokens', [
			0,
			Number.MAX_VALUE,
		]);
		const model = modelFacts(asText(options.model));
		const property = textParameter(run, 'binaryPropertyName');
		const binary = run.context.helpers.assertBinaryData(run.itemIndex, property);
		const checker = new Checker({
			maxFindings: Math.max(maxErrors, SHOWN),
			model,
			countTokens: await loadTokenizer(model.encoding),
		});
		for await (const chunk of binaryChunks(run.context, binary)) checker.push(chunk);
		const checked = checker.finish();
		const { errors, warnings } = checked.findings;
		if (options.failOnInvalid === true && errors.count > 0) {
			throw invalidError(run, checked, binary.fileName ?? property);
		}
		for (const tally of [errors, warnings])
			tally.first.length = Math.min(tally.first.length, maxErrors);
		const report = reportOf(checked, {
			fileName: binary.fileName ?? null,
			model,
			epochs,
			pricePerMillionTokens: price,
		});
		return [{ json: report }];
	},
};

function invalidError(run: ItemRun, { findings: { errors } }: CheckedFile, name: string) {
	const first = errors.first
		.slice(0, SHOWN)
		.map(({ line, message }) => (line === null ? `${message}.` : `Line ${line}: ${message}.`));
	const more = errors.count > SHOWN ? [`And ${counted(errors.count - SHOWN, 'more error')}.`] : [];
	return new NodeOperationError(
		run.context.getNode(),
		`'${name}' cannot be trained on: ${[...first, ...more].join(' ')}`,
		{
			description:
				"Correct the file, or the node that makes it. To see all findings, turn off 'Fail on Invalid'.",
			itemIndex: run.itemIndex,
		},
	);
}
