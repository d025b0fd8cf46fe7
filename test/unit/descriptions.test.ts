import type { INodeProperties } from 'n8n-workflow';

import { FineTuningApi } from '../../credentials/FineTuningApi.credentials';
import { FineTuning } from '../../nodes/FineTuning/FineTuning.node';
import { FineTuningTrigger } from '../../nodes/FineTuningTrigger/FineTuningTrigger.node';
import { PROVIDERS } from '../../nodes/shared/providers';
import { choicesOf, fieldsFor, fieldsIn, isGroup, operationsIn } from '../../scripts/lib/fieldTree';

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
	// A notice says nothing but what it is for.
	expect((field.type === 'notice' ? field.displayName : field.description)?.trim()).toMatch(
		/^\S.{4,}/,
	);
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
	'the picker %s begins with the list, which the node can fill, or with the job of the node before, and takes an ID too',
	(where, field) => {
		const [list, id] = field.modes ?? [];
		expect([list?.name, id?.name]).toEqual(['list', 'id']);
		const ofIncoming = ['job wait jobId', 'job getMetrics jobId', 'model deploy jobId'];
		expect(field.default).toEqual(
			ofIncoming.includes(where)
				? { mode: 'id', value: '={{ $json.id }}' }
				: { mode: 'list', value: '' },
		);
		expect(Object.keys(node.methods.listSearch)).toContain(list?.typeOptions?.searchListMethod);
		expect(id?.placeholder).toMatch(/^e\.g\. /);
	},
);

test.each(ALL.filter(([, { description }]) => /\bdrag\b/.test(description ?? '')))(
	'the field %s begins empty: n8n puts what is dragged into an expression beside what it holds',
	(_, field) => {
		expect(field.default).toBe('');
	},
);

const entryNames = (field: INodeProperties) =>
	(field.options ?? []).map((entry) => ('displayName' in entry ? entry.displayName : entry.name));
const inOrder = (names: readonly string[]) =>
	[...names].sort((a, b) => a.localeCompare(b, 'en', { sensitivity: 'base' }));

/** What is chosen first of all, in the order of the work. */
const BY_USE = ['resource', 'operation', 'provider'];

test.each(ALL.filter(([, { name, options }]) => options !== undefined && !BY_USE.includes(name)))(
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

test('resources and their operations stand in the order in which they are used', () => {
	const lists = properties.filter(({ name }) => name === 'operation').map(entryNames);
	expect(lists.map(([first]) => first)).toEqual([
		'Build',
		'Create',
		'Upload',
		'Deploy',
		'Get Many',
		'Get Many',
		'Get Many',
	]);
});

test('the canvas says of every operation what it does, in words', () => {
	const [, table = '{}'] = /^=\{\{ \((.*)\)\[/.exec(node.description.subtitle ?? '') ?? [];
	const words = JSON.parse(table) as Record<string, string>;
	expect(Object.keys(words).sort()).toEqual(
		operationsIn(properties)
			.map(({ resource, operation }) => `${resource} ${operation}`)
			.sort(),
	);
	expect(words['job getMetrics']).toBe('Get metrics: job');
});

const COMBINATIONS = operationsIn(properties);
const fieldsOf = (resource: string, operation: string) =>
	fieldsFor(properties, resource, operation);

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

test.each(COMBINATIONS)('$resource $operation asks for something', ({ resource, operation }) => {
	expect(fieldsOf(resource, operation).length).toBeGreaterThan(0);
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

test.each(PROVIDERS.map(({ id }) => id))(
	'%s shows one base URL to edit, with its default or an example',
	(provider) => {
		const shown = credential.properties.filter(
			({ name, displayOptions }) =>
				name === 'baseUrl' && (displayOptions?.show?.provider?.includes(provider) ?? true),
		);
		expect(shown).toHaveLength(1);
		for (const { type, default: value, placeholder } of shown) {
			expect(type).toBe('string');
			expect(value === '' ? placeholder : value).toMatch(/https?:\/\//);
		}
	},
);

test('every key is typed in secret, and nothing else is', () => {
	const secret = credential.properties.filter(({ typeOptions }) => typeOptions?.password);
	const keys = credential.properties.filter(({ name }) => /key$/i.test(name));
	expect(secret.map(({ name }) => name)).toEqual(keys.map(({ name }) => name));
	expect([...new Set(keys.map(({ name }) => name))].sort()).toEqual(['adminKey', 'apiKey']);
});
