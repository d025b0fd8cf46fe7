import type { INodeProperties } from 'n8n-workflow';

import { FineTuningApi } from '../../credentials/FineTuningApi.credentials';
import { FineTuning } from '../../nodes/FineTuning/FineTuning.node';
import { FineTuningTrigger } from '../../nodes/FineTuningTrigger/FineTuningTrigger.node';
import { choicesOf, fieldsFor, fieldsIn, operationsIn } from './fieldTree';

/* What users' workflows and credentials hold: none of these names may change or go. */

const node = new FineTuning();
const trigger = new FineTuningTrigger();
const credential = new FineTuningApi();
const { properties } = node.description;

const LIST = ['returnAll', 'limit', 'simplify'];
const PART_LIST = ['jobId', ...LIST, 'options', 'options.after'];
const ONE_JOB = ['jobId', 'simplify'];
const METADATA = (above: string) =>
	['', '.values.key', '.values.value'].map((end) => `${above}.metadata${end}`);

/** The names that users' workflows hold, by resource and operation. */
const NAMES: Record<string, string[]> = {
	'job create': [
		'model',
		'trainingSource',
		'trainingFile',
		'trainingBinaryProperty',
		'method',
		'hyperparameters',
		'hyperparameters.nEpochs',
		'hyperparameters.batchSize',
		'hyperparameters.learningRateMultiplier',
		'hyperparameters.learningRate',
		'hyperparameters.adapter',
		'hyperparameters.loraRank',
		'hyperparameters.loraAlpha',
		'hyperparameters.loraDropout',
		'hyperparameters.warmupRatio',
		'hyperparameters.weightDecay',
		'hyperparameters.maxSequenceLength',
		'hyperparameters.packing',
		'hyperparameters.beta',
		'hyperparameters.computeMultiplier',
		'hyperparameters.evalInterval',
		'hyperparameters.evalSamples',
		'hyperparameters.reasoningEffort',
		'grader',
		'additionalFields',
		'additionalFields.validationFile',
		'additionalFields.validationBinaryProperty',
		'additionalFields.suffix',
		'additionalFields.seed',
		...METADATA('additionalFields'),
		'additionalFields.integrations',
		'additionalFields.integrations.values.project',
		'additionalFields.integrations.values.name',
		'additionalFields.integrations.values.entity',
		'additionalFields.integrations.values.tags',
		'additionalFields.trainingTier',
		'additionalFields.extraBody',
		'options',
		'options.maxCost',
		'options.maxTokens',
		'options.preventDuplicates',
		'options.idempotencyKey',
		'simplify',
	],
	'job get': ONE_JOB,
	'job cancel': ONE_JOB,
	'job pause': ONE_JOB,
	'job resume': ONE_JOB,
	'job getAll': [
		...LIST,
		'filters',
		...METADATA('filters'),
		'filters.createdAfter',
		'filters.finishedAfter',
		'filters.status',
		'filters.model',
		'options',
		'options.after',
	],
	'job wait': [
		'jobId',
		'options',
		'options.pollInterval',
		'options.maxWait',
		'options.onTimeout',
		'options.failOnUnsuccessful',
		'simplify',
	],
	'model deploy': [
		'jobId',
		'options',
		'options.checkpointId',
		'options.name',
		'options.hardware',
		'options.waitUntilReady',
		'options.maxWait',
	],
	'model get': ['modelId', 'simplify'],
	'model getAll': [...LIST, 'filters', 'filters.fineTunedOnly', 'filters.retiringWithin'],
	'job getMetrics': ['jobId', 'output', 'options', 'options.chart'],
	'model delete': ['modelId'],
	'model evaluate': [
		'modelId',
		'binaryPropertyName',
		'options',
		'options.compareWith',
		'options.maxExamples',
		'options.scoring',
		'options.temperature',
	],
	'checkpointPermission create': ['checkpointId', 'projectIds'],
	'checkpointPermission getAll': ['checkpointId', 'returnAll', 'limit'],
	'checkpointPermission delete': ['checkpointId', 'permissionId'],
	'event getAll': PART_LIST,
	'checkpoint getAll': PART_LIST,
	'file get': ['fileId', 'simplify'],
	'file download': ['fileId', 'simplify'],
	'file delete': ['fileId'],
	'file getAll': [...LIST, 'filters', 'filters.purpose'],
	'dataset build': [
		'format',
		'exampleSource',
		'systemPrompt',
		'userMessage',
		'assistantMessage',
		'messages',
		'preferredOutput',
		'nonPreferredOutput',
		'graderFields',
		'options',
		'options.validationShare',
		'options.seed',
		'options.fileName',
		'options.splitBy',
		'options.tools',
	],
	'dataset convert': [
		'convertNotice',
		'binaryPropertyName',
		'options',
		'options.fileName',
		'options.systemPrompt',
	],
	'dataset validate': [
		'binaryPropertyName',
		'options',
		'options.model',
		'options.epochs',
		'options.pricePerMillionTokens',
		'options.maxErrors',
		'options.failOnInvalid',
		'options.dropInvalidLines',
		'options.provider',
		'options.validationBinaryProperty',
	],
	'file upload': [
		'binaryPropertyName',
		'options',
		'options.waitUntilProcessed',
		'options.fileName',
		'options.expiresAfter',
		'simplify',
	],
};

test.each(Object.entries(NAMES))('the fields of %s bear the promised names', (key, names) => {
	const [resource = '', operation = ''] = key.split(' ');
	const found = fieldsIn(fieldsFor(properties, resource, operation))
		.map(({ path }) => path)
		// Where n8n's own field would stand, with its name.
		.filter((path) => path !== 'toolDescription');
	expect(found.filter((path) => !names.includes(path))).toEqual([]);
	expect(names.filter((name) => !found.includes(name))).toEqual([]);
	expect(new Set(found).size).toBe(found.length);
});

test('every operation has its promised names', () => {
	const found = operationsIn(properties).map(
		({ resource, operation }) => `${resource} ${operation}`,
	);
	expect(found.sort()).toEqual(Object.keys(NAMES).sort());
});

function valuesOf(from: readonly INodeProperties[], wanted: string): unknown[] {
	return fieldsIn(from)
		.filter(({ path }) => path === wanted)
		.map(({ field }) => choicesOf(field).map(({ value }) => value));
}

test.each([
	['trainingSource', ['file', 'binary']],
	['additionalFields.trainingTier', ['developer', 'globalStandard', 'standard']],
	['method', ['dpo', 'reinforcement', 'supervised']],
	['options.onTimeout', ['return', 'error']],
	['options.scoring', ['contains', 'exact', 'json']],
	['output', ['steps', 'summary']],
	['filters.purpose', ['all', 'fine-tune', 'fine-tune-results']],
	['format', ['chat', 'preference', 'reinforcement']],
	['exampleSource', ['fields', 'messages', 'item']],
	['hyperparameters.adapter', ['full', 'lora']],
	['hyperparameters.reasoningEffort', ['default', 'high', 'low', 'medium']],
])('the choices of %s bear the promised values', (path, values) => {
	expect(valuesOf(properties, path)).toEqual([values]);
});

test('the trigger bears the promised names and waits for the end of a job', () => {
	const found = fieldsIn(trigger.description.properties);
	expect(found.map(({ path }) => path).sort()).toEqual(
		[
			'events',
			'filters',
			'filters.jobIds',
			'filters.model',
			'filters.suffix',
			...METADATA('filters'),
			'simplify',
			'options',
			'options.includeEvents',
			'options.includeCheckpoints',
		].sort(),
	);
	expect(valuesOf(trigger.description.properties, 'events')).toEqual([
		['cancelled', 'created', 'failed', 'paused', 'running', 'succeeded'],
	]);
	expect(found.find(({ path }) => path === 'events')?.field.default).toEqual([
		'succeeded',
		'failed',
		'cancelled',
	]);
});

test('the nodes and the credential bear the promised types', () => {
	expect(node.description.name).toBe('fineTuning');
	expect(trigger.description.name).toBe('fineTuningTrigger');
	expect(credential.name).toBe('fineTuningApi');
	const needed = { name: 'fineTuningApi', required: true };
	expect(trigger.description.credentials).toEqual([needed]);
	// Datasets are made and checked right here.
	expect(node.description.credentials).toEqual([
		{ ...needed, displayOptions: { hide: { resource: ['dataset'] } } },
	]);
});

test('the credential bears the promised names', () => {
	expect([...new Set(credential.properties.map(({ name }) => name))].sort()).toEqual([
		'adminKey',
		'apiKey',
		'apiVersion',
		'baseUrl',
		'openAiNotice',
		'organizationId',
		'projectId',
		'provider',
		'queryParameters',
		'region',
	]);
	expect(valuesOf(credential.properties, 'provider')).toEqual([
		[
			'together',
			'nebius',
			'crusoe',
			'localAi',
			'unsloth',
			'azureOpenAi',
			'bedrock',
			'openAi',
			'custom',
		],
	]);
});
