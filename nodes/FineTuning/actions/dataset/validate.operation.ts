import type { IBinaryKeyData, IDataObject } from 'n8n-workflow';

import { tellResult } from '../../../shared/execution';
import { asText } from '../../../shared/text';
import { modelFacts } from '../../dataset/models';
import { rulesFor } from '../../dataset/providerRules';
import { reportOf } from '../../dataset/report';
import { loadTokenizer } from '../../dataset/tokenizer';
import type { ItemRun, Operation } from '../operation';
import { collectionParameter, numberOption, textParameter } from '../parameters';
import { jsonlName } from '../file/upload/uploadFile';
import { JsonlOutput } from './jsonlOutput';
import { Pace } from './pace';
import { invalidError } from './validate/invalidError';
import { validateFields } from './validate/fields';
import { compareFiles } from './validate/compareFiles';

interface ValidateOptions {
	dropInvalidLines?: unknown;
	epochs?: unknown;
	failOnInvalid?: unknown;
	maxErrors?: unknown;
	model?: unknown;
	pricePerMillionTokens?: unknown;
	provider?: unknown;
	validationBinaryProperty?: unknown;
}

const DEFAULT_MAX_ERRORS = 100;

export const validate: Operation = {
	value: 'validate',
	name: 'Validate',
	action: 'Validate dataset',
	description: 'Check a training file and estimate its tokens and cost before it is uploaded',
	offline: true,
	fields: validateFields,
	async execute(run) {
		const { context, itemIndex } = run;
		const options = collectionParameter(run, 'options') as ValidateOptions;
		const settings = settingsOf(run, options);
		const { maxErrors, model } = settings;
		const property = textParameter(run, 'binaryPropertyName');
		const file = context.helpers.assertBinaryData(itemIndex, property);
		const pace = new Pace(context);
		const kept = options.dropInvalidLines === true ? new JsonlOutput() : undefined;
		const checking = {
			maxFindings: maxErrors,
			model,
			rules: rulesFor(asText(options.provider), asText(options.model)),
			countTokens: await loadTokenizer(model.encoding, async () => await pace.step()),
		};
		const validationProperty = asText(options.validationBinaryProperty);
		const { checked, validation } = await compareFiles(run, pace, checking, {
			file,
			validation:
				validationProperty === ''
					? undefined
					: context.helpers.assertBinaryData(itemIndex, validationProperty),
			onLine: kept && ((bytes, sound) => sound && kept.addBytes(bytes)),
		});
		const reportOptions = { ...settings, fileName: file.fileName ?? null };
		const report = reportOf(checked, {
			...reportOptions,
			droppedLines: kept && checked.examples - kept.lines,
		});
		const other = validation && {
			checked: validation.checked,
			name: validation.fileName ?? validationProperty,
			report: reportOf(validation.checked, { ...reportOptions, fileName: validation.fileName }),
		};
		const files = [{ checked, name: file.fileName ?? property, report }, ...(other ? [other] : [])];
		const bad = files.find((one) => one.report.valid === false);
		if (bad && options.failOnInvalid !== false) throw invalidError(run, bad.checked, bad.name);
		// Of many items, the table tells.
		if (context.getInputData().length === 1) {
			const summaries = files.map((one) => String(one.report.summary));
			tellResult(context, summaries.join('. '), bad !== undefined);
		}
		const binary: IBinaryKeyData = { ...context.getInputData()[itemIndex]?.binary };
		if (kept && kept.lines < checked.examples) {
			binary[property] = await kept.store(context, pace, jsonlName(file.fileName));
		}
		return [
			{
				json: { ...report, ...(other && { validation: other.report }) } as IDataObject,
				binary,
			},
		];
	},
};

function settingsOf(run: ItemRun, options: ValidateOptions) {
	return {
		maxErrors:
			numberOption(run, options.maxErrors, 'Max Errors', [0, 10_000]) ?? DEFAULT_MAX_ERRORS,
		epochs: numberOption(run, options.epochs, 'Epochs', [1, 50]),
		pricePerMillionTokens: numberOption(
			run,
			options.pricePerMillionTokens,
			'Price per Million Tokens',
			[0, Number.MAX_VALUE],
		),
		model: modelFacts(asText(options.model)),
	};
}
