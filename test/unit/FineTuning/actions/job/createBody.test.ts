import fc from 'fast-check';

import {
	buildJobBody,
	isWhole,
	mergeDeep,
	type JobInput,
} from '../../../../../nodes/FineTuning/actions/job/createBody';
import { PROVIDERS, type ProviderId } from '../../../../../nodes/shared/providers';

const minimal: JobInput = {
	model: 'gpt-4.1-mini-2025-04-14',
	trainingFile: 'file-1',
	method: 'supervised',
	hyperparameters: {},
};
const grader = { type: 'string_check', name: 'g', operation: 'eq', input: 'a', reference: 'b' };
const sent = { model: 'gpt-4.1-mini-2025-04-14', training_file: 'file-1' };

function build(changes: Partial<JobInput>, id: ProviderId = 'openAi') {
	return buildJobBody({ ...minimal, ...changes }, PROVIDERS[id]);
}

test.each(Object.values(PROVIDERS))(
	'the least job is a model and a file alone, at $displayName too',
	({ id }) => {
		expect(build({}, id)).toEqual({ ok: true, body: sent });
	},
);

test.each<[string, Partial<JobInput>]>([
	['metadata without pairs', { metadata: {} }],
	['no integrations', { integrations: [] }],
	['an empty suffix', { suffix: '' }],
	['an empty validation file', { validationFile: '' }],
	['an empty extra body', { extraBody: {} }],
	['a grader of another method', { grader }],
])('%s is left out', (_, changes) => {
	expect(build(changes)).toEqual({ ok: true, body: sent });
});

test.each<[string, Partial<JobInput>, Record<string, unknown>]>([
	['the validation file', { validationFile: 'file-2' }, { validation_file: 'file-2' }],
	['the suffix', { suffix: 'support' }, { suffix: 'support' }],
	['a suffix of 64 signs', { suffix: '😀'.repeat(64) }, { suffix: '😀'.repeat(64) }],
	['the seed', { seed: 42 }, { seed: 42 }],
	['a seed of 0', { seed: 0 }, { seed: 0 }],
	['the largest seed', { seed: 2147483647 }, { seed: 2147483647 }],
	['metadata', { metadata: { a: '1' } }, { metadata: { a: '1' } }],
	[
		'a whole integration',
		{ integrations: [{ project: ' p ', name: ' n ', entity: ' e ', tags: 'a, b,, c ' }] },
		{
			integrations: [
				{ type: 'wandb', wandb: { project: 'p', name: 'n', entity: 'e', tags: ['a', 'b', 'c'] } },
			],
		},
	],
	[
		'the least integration',
		{ integrations: [{ project: 'p', name: ' ', entity: '', tags: ' , ' }] },
		{ integrations: [{ type: 'wandb', wandb: { project: 'p' } }] },
	],
	['the DPO method', { method: 'dpo' }, { method: { type: 'dpo' } }],
	[
		'DPO hyperparameters',
		{ method: 'dpo', hyperparameters: { beta: 0.2 } },
		{ method: { type: 'dpo', dpo: { hyperparameters: { beta: 0.2 } } } },
	],
	[
		'the reinforcement method',
		{ method: 'reinforcement', grader, validationFile: 'file-2' },
		{
			validation_file: 'file-2',
			method: { type: 'reinforcement', reinforcement: { grader } },
		},
	],
	[
		'reinforcement hyperparameters',
		{
			method: 'reinforcement',
			grader,
			validationFile: 'file-2',
			hyperparameters: { evalSamples: 2 },
		},
		{
			validation_file: 'file-2',
			method: {
				type: 'reinforcement',
				reinforcement: { grader, hyperparameters: { eval_samples: 2 } },
			},
		},
	],
])('%s is sent in the form of the API', (_, changes, extra) => {
	expect(build(changes)).toEqual({ ok: true, body: { ...sent, ...extra } });
});

test.each<[ProviderId, Record<string, unknown>]>([
	['openAi', { method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 2 } } } }],
	[
		'azureOpenAi',
		{ method: { type: 'supervised', supervised: { hyperparameters: { n_epochs: 2 } } } },
	],
	['nebius', { hyperparameters: { n_epochs: 2 } }],
	['custom', { hyperparameters: { n_epochs: 2 } }],
])('%s gets the hyperparameters of a supervised job in its own form', (id, extra) => {
	expect(build({ hyperparameters: { nEpochs: 2 } }, id)).toEqual({
		ok: true,
		body: { ...sent, ...extra },
	});
});

test('DPO at a provider of the older form is sent in the only form it has', () => {
	expect(build({ method: 'dpo', hyperparameters: { beta: 1 } }, 'custom')).toEqual({
		ok: true,
		body: { ...sent, method: { type: 'dpo', dpo: { hyperparameters: { beta: 1 } } } },
	});
});

test('the extra body is merged last and deeply', () => {
	const extraBody = { hyperparameters: { lora: true }, model: 'other', custom_llm_provider: 'x' };
	expect(build({ hyperparameters: { nEpochs: 2 }, extraBody }, 'nebius')).toEqual({
		ok: true,
		body: {
			...sent,
			model: 'other',
			hyperparameters: { n_epochs: 2, lora: true },
			custom_llm_provider: 'x',
		},
	});
});

const pairs = (count: number) =>
	Object.fromEntries(Array.from({ length: count }, (_, index) => [`key${index}`, 'v']));
const projects = (count: number) =>
	Array.from({ length: count }, (_, index) => ({ project: `p${index}` }));

test.each<[string, Partial<JobInput>]>([
	['16 pairs of metadata', { metadata: pairs(16) }],
	['a key of 64 and a value of 512', { metadata: { ['k'.repeat(64)]: 'v'.repeat(512) } }],
	['5 integrations', { integrations: projects(5) }],
])('%s are accepted', (_, changes) => {
	expect(build(changes).ok).toBe(true);
});

test.each<[string, Partial<JobInput>, RegExp]>([
	['reinforcement without grader', { method: 'reinforcement', validationFile: 'f' }, /'Grader'/],
	['reinforcement without validation', { method: 'reinforcement', grader }, /'Validation File'/],
	['a suffix of 65', { suffix: 'x'.repeat(65) }, /'Suffix' is 65 characters long/],
	['a seed below 0', { seed: -1 }, /'Seed' is -1/],
	['a seed that is too large', { seed: 2147483648 }, /'Seed' is 2147483648/],
	['a broken seed', { seed: 0.5 }, /'Seed' is 0\.5/],
	['17 pairs of metadata', { metadata: pairs(17) }, /'Metadata' has 17 pairs/],
	['a key of 65', { metadata: { ['k'.repeat(65)]: 'v' } }, /key 'k{20}…' is longer than 64/],
	['a value of 513', { metadata: { a: 'v'.repeat(513) } }, /key 'a' is longer than 512/],
	['6 integrations', { integrations: projects(6) }, /has 6 integrations/],
	['an integration without project', { integrations: [{ project: ' ' }] }, /'Project'/],
	['a hyperparameter out of range', { hyperparameters: { nEpochs: 51 } }, /'Epochs' is 51/],
])('%s is refused before anything is sent', (_, changes, problem) => {
	const result = build(changes);
	expect(result).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
	expect(result).toMatchObject({ advice: expect.stringMatching(/^.+\.$/) });
});

test('building changes nothing in the input', () => {
	const input = { ...minimal, metadata: { a: '1' }, extraBody: { metadata: { b: '2' } } };
	const copy = structuredClone(input);
	buildJobBody(input, PROVIDERS.openAi);
	expect(input).toEqual(copy);
});

test.each<[string, Record<string, unknown>, Record<string, unknown>, Record<string, unknown>]>([
	['objects are merged', { a: { b: 1, c: 2 } }, { a: { c: 3 } }, { a: { b: 1, c: 3 } }],
	['lists are replaced', { a: [1, 2] }, { a: [3] }, { a: [3] }],
	['a value gives way to an object', { a: 1 }, { a: { b: 2 } }, { a: { b: 2 } }],
	['an object gives way to a value', { a: { b: 2 } }, { a: 'auto' }, { a: 'auto' }],
	['an object gives way to null', { a: { b: 2 } }, { a: null }, { a: null }],
	['a list is no object', { a: { b: 2 } }, { a: [1] }, { a: [1] }],
])('in a merge %s', (_, base, over, merged) => {
	expect(mergeDeep(base, over)).toEqual(merged);
});

test('a field called __proto__ cannot reach a prototype', () => {
	const over: Record<string, unknown> = JSON.parse('{"__proto__":{"evil":1},"a":{"__proto__":1}}');
	const merged = mergeDeep({ a: {} }, over);
	expect(Object.getPrototypeOf(merged)).toBe(Object.prototype);
	expect(merged).toEqual({ a: {} });
	expect({}).not.toHaveProperty('evil');
});

const anyKey = fc.constantFrom('a', 'b', 'c', 'd');
const anyObject = fc.object({ key: anyKey, maxDepth: 3, values: [fc.nat(), fc.constant(null)] });
const anyRecord = anyObject.map((object) => ({ ...object }) as Record<string, unknown>);

/** The values at all ends of an object, by their paths. */
function ends(value: unknown, path = ''): Map<string, unknown> {
	if (typeof value !== 'object' || value === null || Array.isArray(value)) {
		return new Map([[path, value]]);
	}
	const inner = Object.entries(value).flatMap(([key, part]) => [...ends(part, `${path}/${key}`)]);
	return new Map(inner);
}

test('a merge keeps everything that is not overridden and has everything that is laid over', () => {
	fc.assert(
		fc.property(anyRecord, anyRecord, (base, over) => {
			const before = structuredClone([base, over]);
			const merged = ends(mergeDeep(base, over));
			const above = ends(over);
			for (const [path, value] of above) expect(merged.get(path)).toEqual(value);
			for (const [path, value] of ends(base)) {
				const overridden = [...above.keys()].some(
					(key) => path === key || path.startsWith(`${key}/`) || key.startsWith(`${path}/`),
				);
				if (!overridden && !below(over, path)) expect(merged.get(path)).toEqual(value);
			}
			expect([base, over]).toEqual(before);
		}),
	);
});

/** Whether an empty object stands in place of the value at a path. */
function below(over: Record<string, unknown>, path: string): boolean {
	let inner: unknown = over;
	for (const key of path.split('/').slice(1)) {
		if (typeof inner !== 'object' || inner === null || !(key in inner)) return false;
		inner = Object.entries(inner).find(([name]) => name === key)?.[1];
	}
	return true;
}

test.each<[unknown, boolean]>([
	[1, true],
	[5, true],
	[0, false],
	[6, false],
	[2.5, false],
	['3', false],
	[null, false],
	[Number.NaN, false],
])('%p is a whole number from 1 to 5: %p', (value, expected) => {
	expect(isWhole(value, 1, 5)).toBe(expected);
});

/** What an expression gives instead of what the editor's field would. */
function fromExpression(values: Record<string, unknown>): JobInput {
	return JSON.parse(JSON.stringify({ ...minimal, ...values }));
}

test('a seed that an expression gives as text is a number', () => {
	expect(buildJobBody(fromExpression({ seed: '42' }), PROVIDERS.openAi)).toEqual({
		ok: true,
		body: { ...sent, seed: 42 },
	});
});
