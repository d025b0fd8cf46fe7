import type { IDataObject } from 'n8n-workflow';
import { jsonParse, NodeOperationError } from 'n8n-workflow';

import type { Created } from '../../../shared/api/jobCreation';
import { jobOutput, type Job, type TrainingMethod } from '../../../shared/domain/job';
import type { JobRequest, WandbTarget } from '../../../shared/domain/jobRequest';
import { tellResult, warn } from '../../../shared/execution';
import { metadataPairs } from '../../../shared/fields';
import { asNumber, asText, isRecord } from '../../../shared/text';
import { inTurn } from '../inTurn';
import type { ItemRun, Operation, OutputItem } from '../operation';
import {
	collectionParameter,
	numberOption,
	requiredLocator,
	textParameter,
	wantsSimplified,
} from '../parameters';
import { createOnce } from './create/createOnce';
import { createFields } from './create/fields';
import { assertFits } from './create/fitting';
import { estimateInWords, estimateOn, overLimit, type Estimate } from './create/limits';
import { withinPrice } from './create/price';

interface AdditionalFields {
	validationFile?: unknown;
	validationBinaryProperty?: unknown;
	suffix?: unknown;
	seed?: unknown;
	metadata?: IDataObject;
	integrations?: { values?: IDataObject[] };
	trainingTier?: unknown;
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
	costs: true,
	hint: "Each run creates another job, and pays for it. Pin this node's output while you build the rest of the workflow.",
	fields: createFields,
	async execute(run) {
		const { estimate, maxCost } = withinLimits(run);
		const additional = collectionParameter(run, 'additionalFields') as AdditionalFields;
		const trainingBinary =
			textParameter(run, 'trainingSource') === 'binary'
				? textParameter(run, 'trainingBinaryProperty') || 'data'
				: undefined;
		const validationBinary = validationProperty(run, additional, trainingBinary);
		const request: JobRequest = {
			model: requiredLocator(run, 'model', 'Base Model'),
			trainingFile: trainingBinary
				? NOT_YET_UPLOADED
				: requiredLocator(run, 'trainingFile', 'Training File'),
			validationFile: validationBinary
				? NOT_YET_UPLOADED
				: 'validationFile' in additional
					? requiredLocator(run, 'additionalFields.validationFile', 'Validation File')
					: undefined,
			method: textParameter(run, 'method') as TrainingMethod,
			hyperparameters: collectionParameter(run, 'hyperparameters'),
			grader:
				textParameter(run, 'method') === 'reinforcement'
					? jsonObject(run, run.context.getNodeParameter('grader', run.itemIndex), 'Grader')
					: undefined,
			suffix: asText(additional.suffix) || undefined,
			seed: asNumber(additional.seed),
			metadata: metadataPairs(additional.metadata),
			integrations: (additional.integrations?.values ?? []).map(wandbTarget),
			trainingTier: additional.trainingTier,
			extraBody: jsonObject(run, additional.extraBody, 'Extra Body') ?? {},
		};
		// Read before anything is sent: an expression that fails must not lose a created job.
		const simplify = wantsSimplified(run);
		const output = (
			{ job, recovered }: Created,
			told = estimate && estimateInWords(estimate),
		): OutputItem[] => {
			run.api.models.warnOfShutdown(request.model);
			if (told && !recovered) tellResult(run.context, told);
			if (job.method !== request.method) warnOfMethod(run, job, request.method);
			const json = jobOutput(job, simplify, run.api.jobs.url(job));
			return [{ json: { ...json, ...(recovered && { recovered: true }) } }];
		};
		// A mistake in the fields must show before a file is uploaded for nothing.
		const once = createOnce(run, keyOptions(run), request);
		return await inTurn(run.context, once.name, async () => {
			const earlier = await once.earlier();
			if (earlier) return output(earlier);
			// Without the one, the other would be uploaded for nothing.
			for (const property of [trainingBinary, validationBinary]) {
				if (property) await assertFits(run, property, request);
			}
			if (trainingBinary) request.trainingFile = await once.upload(trainingBinary);
			if (validationBinary) request.validationFile = await once.upload(validationBinary);
			const price = await withinPrice(run, request, maxCost);
			return output(await once.create(request), price);
		});
	},
};

/**
 * What the job will take, where the item tells, and the most that it may cost.
 * @throws NodeOperationError where that is more than the options allow
 */
function withinLimits(run: ItemRun): { estimate: Estimate | null; maxCost?: number } {
	const { context, itemIndex, api } = run;
	const options = collectionParameter(run, 'options');
	const { nEpochs } = collectionParameter(run, 'hyperparameters');
	const estimate = estimateOn(context.getInputData()[itemIndex]?.json ?? {}, nEpochs);
	const any = [0, Number.MAX_VALUE] as const;
	const maxCost = numberOption(run, options.maxCost, 'Max Cost', any);
	const maxTokens = numberOption(run, options.maxTokens, 'Max Tokens', any);
	const priced = api.provider.jobs.estimate !== undefined;
	const over = overLimit({ maxCost, maxTokens }, estimate, priced);
	if (!over) return { estimate, maxCost };
	throw new NodeOperationError(context.getNode(), over.problem, { description: over.advice });
}

/** Where Dataset → Build puts its validation file. */
const VALIDATION = 'validation';

/**
 * The binary field of the validation file: the one that the user names, or Build's, which goes with the training
 * file beside it.
 */
function validationProperty(
	{ context, itemIndex, api: { provider } }: ItemRun,
	{ validationBinaryProperty, validationFile }: AdditionalFields,
	trainingBinary: string | undefined,
): string | undefined {
	const named = asText(validationBinaryProperty);
	if (named !== '') return named;
	const built = context.getInputData()[itemIndex]?.binary?.[VALIDATION] !== undefined;
	// One that is trained on measures nothing.
	if (!built || validationFile !== undefined || trainingBinary === VALIDATION) return undefined;
	const taken = provider.jobs.takesValidationFile !== false;
	if (trainingBinary !== undefined && taken) return VALIDATION;
	const why = taken
		? "the training file is one at the provider. Add 'Validation Input Data Field Name' under Additional Fields to use it"
		: `${provider.displayName} takes none. It is still there for Model → Evaluate`;
	warn(context, `The item's validation file, in '${VALIDATION}', is not used: ${why}.`);
	return undefined;
}

/** What the options say of the key. @throws NodeOperationError for one that was added and is empty */
function keyOptions(run: ItemRun): { keyed: boolean; wanted: boolean; given: string } {
	const { preventDuplicates, ...options } = collectionParameter(run, 'options');
	const given = Number.isNaN(options.idempotencyKey) ? '' : asText(options.idempotencyKey);
	if ('idempotencyKey' in options && given === '') {
		throw new NodeOperationError(run.context.getNode(), "'Idempotency Key' is empty", {
			description: 'Check the expression that should give it, or remove the option.',
		});
	}
	const byDefault = run.api.provider.jobs.idempotency?.byDefault ?? false;
	const wanted = given !== '' || preventDuplicates === true;
	return { keyed: wanted || (preventDuplicates !== false && byDefault), wanted, given };
}

/** Some servers drop what they do not know, and train by another method. */
function warnOfMethod({ context, api }: ItemRun, { id, method }: Job, wanted: string): void {
	warn(
		context,
		`Job ${id} was to train by '${wanted}', but ${api.provider.displayName} answers '${method}'. Check the job, and cancel it if that is wrong.`,
	);
}

function wandbTarget({ project, name, entity, tags }: IDataObject): WandbTarget {
	return {
		project: asText(project),
		name: asText(name),
		entity: asText(entity),
		tags: asText(tags)
			.split(',')
			.map((tag) => tag.trim())
			.filter(Boolean),
	};
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
	if (!isRecord(parsed)) {
		throw new NodeOperationError(run.context.getNode(), `'${displayName}' is not a JSON object`, {
			description: 'Enter an object such as {"name": "value"}; check quotes and commas.',
		});
	}
	return parsed;
}
