import type { IDataObject } from 'n8n-workflow';
import { jsonParse, NodeOperationError } from 'n8n-workflow';

import { metadataPairs } from '../../../shared/fields';
import { asText } from '../../../shared/text';
import type { TrainingMethod } from '../../../shared/types';
import { uploadFile } from '../file/uploadFile';
import type { ItemRun, Operation } from '../operation';
import {
	collectionParameter,
	locatorParameter,
	requiredLocator,
	textParameter,
} from '../parameters';
import { buildJobBody, type JobInput, type WandbInput } from './createBody';
import { createFields } from './createFields';
import { createOnce, type Created } from './createOnce';
import { jobOutput } from './jobAction';

interface AdditionalFields {
	validationBinaryProperty?: unknown;
	suffix?: unknown;
	seed?: unknown;
	metadata?: IDataObject;
	integrations?: { values?: WandbInput[] };
	extraBody?: unknown;
}

/** Stands in for a file that is uploaded only once everything else was found right. */
const NOT_YET_UPLOADED = 'file-to-be-uploaded';

export const create: Operation = {
	value: 'create',
	name: 'Create',
	action: 'Create job',
	description: 'Start a fine-tuning job that trains a model on your examples',
	creates: 'job',
	fields: createFields,
	async execute(run) {
		const additional = collectionParameter(run, 'additionalFields') as AdditionalFields;
		const trainingBinary =
			textParameter(run, 'trainingSource') === 'binary'
				? textParameter(run, 'trainingBinaryProperty') || 'data'
				: undefined;
		const validationBinary = asText(additional.validationBinaryProperty) || undefined;
		const input: JobInput = {
			model: requiredLocator(run, 'model', 'Model'),
			trainingFile: trainingBinary
				? NOT_YET_UPLOADED
				: requiredLocator(run, 'trainingFile', 'Training File'),
			validationFile: validationBinary
				? NOT_YET_UPLOADED
				: locatorParameter(run, 'additionalFields.validationFile') || undefined,
			method: textParameter(run, 'method') as TrainingMethod,
			hyperparameters: collectionParameter(run, 'hyperparameters'),
			grader:
				textParameter(run, 'method') === 'reinforcement'
					? jsonObject(run, run.context.getNodeParameter('grader', run.itemIndex), 'Grader')
					: undefined,
			suffix: asText(additional.suffix) || undefined,
			seed: additional.seed,
			metadata: metadataPairs(additional.metadata),
			integrations: additional.integrations?.values,
			extraBody: jsonObject(run, additional.extraBody, 'Extra Body'),
		};
		const options = collectionParameter(run, 'options') as { preventDuplicates?: boolean };
		const once = createOnce(
			run,
			options.preventDuplicates ?? run.connection.provider.preventsDuplicates,
			// A mistake in the fields must show before a file is uploaded for nothing.
			checkedBody(run, input),
		);
		const earlier = await once.earlier();
		if (earlier) return [createdOutput(run, earlier)];
		const upload = async (property: string) => {
			const { id } = await uploadFile(run, property, { waitUntilProcessed: true });
			return id;
		};
		if (trainingBinary) input.trainingFile = await upload(trainingBinary);
		if (validationBinary) input.validationFile = await upload(validationBinary);
		return [createdOutput(run, await once.create(checkedBody(run, input)))];
	},
};

/** A job that was found again says so: it is as it was when found, and no second one was made. */
function createdOutput(run: ItemRun, { job, recovered }: Created): IDataObject {
	return { ...jobOutput(run, job), ...(recovered && { recovered: true }) };
}

function checkedBody(run: ItemRun, input: JobInput): IDataObject {
	const result = buildJobBody(input, run.connection.provider);
	if (result.ok) return result.body as IDataObject;
	throw new NodeOperationError(run.context.getNode(), result.problem, {
		description: result.advice,
		itemIndex: run.itemIndex,
	});
}

/** A JSON field as an object: empty is undefined; an expression may give the object itself. */
function jsonObject(
	run: ItemRun,
	value: unknown,
	displayName: string,
): Record<string, unknown> | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	const parsed: unknown =
		typeof value === 'string' ? jsonParse<unknown>(value, { fallbackValue: null }) : value;
	if (typeof parsed !== 'object' || parsed === null || Array.isArray(parsed)) {
		throw new NodeOperationError(run.context.getNode(), `'${displayName}' is not a JSON object`, {
			description: 'Enter an object such as {"name": "value"}; check quotes and commas.',
			itemIndex: run.itemIndex,
		});
	}
	return parsed as Record<string, unknown>;
}
