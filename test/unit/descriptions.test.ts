import type { INodeProperties } from 'n8n-workflow';

import { FineTuningApi } from '../../credentials/FineTuningApi.credentials';
import { FineTuning } from '../../nodes/FineTuning/FineTuning.node';
import { FineTuningTrigger } from '../../nodes/FineTuningTrigger/FineTuningTrigger.node';
import { choicesOf, fieldsIn, isGroup } from './fieldTree';

const node = new FineTuning();
const trigger = new FineTuningTrigger();
const credential = new FineTuningApi();
const { properties } = node.description;

/** Every field of both nodes and the credential, under a name to be found by. */
const ALL = [
	...named(properties, 'node'),
	...named(trigger.description.properties, 'trigger'),
	...named(credential.properties, 'credential'),
];

function named(from: readonly INodeProperties[], owner: string) {
	return from.flatMap((top) => {
		const { resource = [owner], operation = [] } = top.displayOptions?.show ?? {};
		const where = [...resource, ...operation].join(' ');
		return fieldsIn([top]).map(({ path, field }) => [`${where} ${path}`, field] as const);
	});
}

/** Fields that the ecosystem leaves without a description: their name and place say it. */
const PLAIN = ['resource', 'operation', 'options', 'additionalFields'];

test.each(ALL)('the field %s says what it is for', (_, field) => {
	if (PLAIN.includes(field.name)) return;
	expect(field.description?.trim()).toMatch(/^\S.{4,}/);
});

test.each(ALL)('the field %s has a name of its own in words', (_, field) => {
	expect(field.displayName).toMatch(/^[A-Z]/);
	expect(field.name).toMatch(/^[a-z][A-Za-z]*$/);
});

test.each(ALL.filter(([, { type }]) => type === 'boolean'))(
	"the switch %s is described by 'Whether'",
	(_, field) => {
		expect(field.description).toMatch(/^Whether /);
	},
);

test.each(ALL.filter(([, { placeholder }]) => placeholder !== undefined))(
	'the placeholder of %s is an example, or an invitation to add',
	(_, field) => {
		const adds = field.type === 'collection' || field.type === 'fixedCollection';
		expect(field.placeholder).toMatch(adds ? /^Add [A-Z]/ : /^e\.g\. \S/);
	},
);

test.each(ALL.filter(([, { type }]) => type === 'resourceLocator'))(
	'the picker %s begins with the list, which the node can fill, and takes an ID too',
	(_, field) => {
		const [list, id] = field.modes ?? [];
		expect([list?.name, id?.name]).toEqual(['list', 'id']);
		expect(field.default).toEqual({ mode: 'list', value: '' });
		expect(Object.keys(node.methods.listSearch)).toContain(list?.typeOptions?.searchListMethod);
		expect(id?.placeholder).toMatch(/^e\.g\. /);
	},
);

const entryNames = (field: INodeProperties) =>
	(field.options ?? []).map((entry) => ('displayName' in entry ? entry.displayName : entry.name));
const inOrder = (names: readonly string[]) =>
	[...names].sort((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' }));

test.each(ALL.filter(([, { name, options }]) => options !== undefined && name !== 'operation'))(
	'the entries of %s stand in order of their names',
	(_, field) => {
		expect(entryNames(field)).toEqual(inOrder(entryNames(field)));
		for (const entry of field.options ?? []) {
			if (!isGroup(entry)) continue;
			const names = entry.values.map(({ displayName }) => displayName);
			expect(names).toEqual(inOrder(names));
		}
	},
);

test('the operations of every resource stand in order of their names', () => {
	const lists = properties.filter(({ name }) => name === 'operation').map(entryNames);
	expect(lists).toEqual(lists.map(inOrder));
});

const COMBINATIONS = properties
	.filter(({ name }) => name === 'operation')
	.flatMap((field) => {
		const resource = String(field.displayOptions?.show?.resource);
		return choicesOf(field).map((operation) => ({
			resource,
			operation: String(operation.value),
			choice: operation,
			default: field.default,
		}));
	});

function fieldsOf(resource: string, operation: string): INodeProperties[] {
	return properties.filter(
		({ displayOptions }) =>
			displayOptions?.show?.resource?.includes(resource) &&
			displayOptions.show.operation?.includes(operation),
	);
}

test.each(COMBINATIONS)(
	'$resource $operation has words for the nodes panel',
	({ choice, operation }) => {
		expect(choice.description).toMatch(/^[A-Z]\S+ .+[^.]$/);
		expect(choice.action).toMatch(/^[A-Z][a-z]+ [a-z ]+$/);
		if (operation === 'getAll')
			expect([choice.name, choice.action?.slice(0, 9)]).toEqual(['Get Many', 'Get many ']);
	},
);

test('no action of the nodes panel has an article', () => {
	const actions = COMBINATIONS.map(({ choice }) => choice.action);
	expect(actions.filter((action) => /\b(an?|the)\b/i.test(action ?? ''))).toEqual([]);
});

test.each(COMBINATIONS)(
	'the default operation beside $resource $operation exists',
	(combination) => {
		const beside = COMBINATIONS.filter(({ resource }) => resource === combination.resource);
		expect(beside.map(({ operation }) => operation)).toContain(combination.default);
	},
);

test('every resource that can be chosen has operations', () => {
	const resource = properties.find(({ name }) => name === 'resource');
	const chosen = resource ? choicesOf(resource).map(({ value }) => value) : [];
	expect([...new Set(COMBINATIONS.map((combination) => combination.resource))]).toEqual(chosen);
	expect(chosen).toContain(resource?.default);
});

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
		'additionalFields.extraBody',
		'options',
		'options.preventDuplicates',
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
	'job getMetrics': ['jobId', 'output'],
	'model get': ['modelId'],
	'model getAll': ['returnAll', 'limit', 'filters', 'filters.fineTunedOnly'],
	'model delete': ['modelId'],
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

/** Promised, and not there yet. */

test.each(Object.entries(NAMES))('the fields of %s bear the promised names', (key, names) => {
	const [resource = '', operation = ''] = key.split(' ');
	const found = fieldsIn(fieldsOf(resource, operation)).map(({ path }) => path);
	expect(found.filter((path) => !names.includes(path))).toEqual([]);
	expect(names.filter((name) => !found.includes(name))).toEqual([]);
	expect(new Set(found).size).toBe(found.length);
});

test('every operation has its promised names', () => {
	const found = COMBINATIONS.map(({ resource, operation }) => `${resource} ${operation}`);
	expect(found.sort()).toEqual(Object.keys(NAMES).sort());
});

test.each(COMBINATIONS)('$resource $operation asks for something', ({ resource, operation }) => {
	expect(fieldsOf(resource, operation).length).toBeGreaterThan(0);
});

function valuesOf(from: readonly INodeProperties[], wanted: string): unknown[] {
	return fieldsIn(from)
		.filter(({ path }) => path === wanted)
		.map(({ field }) => choicesOf(field).map(({ value }) => value));
}

test.each([
	['trainingSource', ['binary', 'file']],
	['method', ['dpo', 'reinforcement', 'supervised']],
	['options.onTimeout', ['error', 'return']],
	['output', ['steps', 'summary']],
	['filters.purpose', ['all', 'fine-tune', 'fine-tune-results']],
	['format', ['chat', 'preference', 'reinforcement']],
	['exampleSource', ['fields', 'messages', 'item']],
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

test('results are simplified and limited unless the user says otherwise', () => {
	const defaults = fieldsIn([...properties, ...trigger.description.properties])
		.filter(({ path }) => ['simplify', 'returnAll', 'limit'].includes(path))
		.map(({ path, field }) => `${path}: ${String(field.default)}`);
	expect([...new Set(defaults)].sort()).toEqual([
		'limit: 50',
		'returnAll: false',
		'simplify: true',
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

test('both nodes are shaped as n8n wants them', () => {
	expect(node.description.usableAsTool).toBe(true);
	expect(trigger.description).toMatchObject({ polling: true, inputs: [], group: ['trigger'] });
	expect(trigger.description.usableAsTool).toBeUndefined();
	expect(trigger.description.displayName).toMatch(/Trigger$/);
	for (const { subtitle, icon } of [node.description, trigger.description]) {
		expect(subtitle).toMatch(/^=\{\{.+\}\}$/);
		const [light, dark] = typeof icon === 'object' ? [icon.light, icon.dark] : [];
		expect(light).not.toBe(dark);
	}
});

test('the credential bears the promised names', () => {
	expect([...new Set(credential.properties.map(({ name }) => name))].sort()).toEqual([
		'adminKey',
		'apiKey',
		'apiVersion',
		'baseUrl',
		'organizationId',
		'projectId',
		'provider',
	]);
	expect(valuesOf(credential.properties, 'provider')).toEqual([
		['azureOpenAi', 'custom', 'nebius', 'openAi'],
	]);
});

test.each(['openAi', 'azureOpenAi', 'nebius', 'custom'])(
	'%s shows one base URL to edit, with its default or an example',
	(provider) => {
		const shown = credential.properties.filter(
			({ name, displayOptions }) =>
				name === 'baseUrl' && (displayOptions?.show?.provider?.includes(provider) ?? true),
		);
		expect(shown).toHaveLength(1);
		for (const { type, default: value, placeholder } of shown) {
			expect(type).toBe('string');
			expect(value === '' ? placeholder : value).toMatch(/https:\/\//);
		}
	},
);

test('every key is typed in secret', () => {
	const keys = credential.properties.filter(({ name }) => /key$/i.test(name));
	expect(keys.map(({ typeOptions }) => typeOptions?.password)).toEqual([true, true]);
});
