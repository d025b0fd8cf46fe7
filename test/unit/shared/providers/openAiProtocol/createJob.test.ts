import { KEY_NAME } from '../../../../../nodes/shared/domain/job';
import type { JobRequest } from '../../../../../nodes/shared/domain/jobRequest';
import { carryKey, jobBody } from '../../../../../nodes/shared/providers/openAiProtocol/createJob';
import { OPENAI_FORM } from '../../../../../nodes/shared/providers/openAi';
import type { Result } from '../../../../../nodes/shared/result';
import { aJobRequest, aProvider, BASE_MODEL } from '../../../builders';

const grader = { type: 'string_check', name: 'g', operation: 'eq', input: 'a', reference: 'b' };
const sent = { model: BASE_MODEL, training_file: 'file-1' };

/** The body that a provider is sent, or what is wrong with the request. */
function build(changes: Partial<JobRequest>, id = 'openAi'): Result<unknown> {
	const call = aProvider(id).jobs.create(aJobRequest(changes));
	return call.ok ? { ok: true, value: call.value.body } : call;
}

test.each(['openAi', 'azureOpenAi', 'crusoe', 'custom', 'nebius'])(
	'the least job at %s is a model and a file alone',
	(id) => {
		expect(build({}, id)).toEqual({ ok: true, value: sent });
	},
);

test.each<[string, Partial<JobRequest>]>([
	['metadata without pairs', { metadata: {} }],
	['no integrations', { integrations: [] }],
	['an empty suffix', { suffix: '' }],
	['an empty validation file', { validationFile: '' }],
	['an empty extra body', { extraBody: {} }],
	['a grader of another method', { grader }],
	['a seed that was left alone', { seed: undefined }],
])('%s is left out', (_, changes) => {
	expect(build(changes)).toEqual({ ok: true, value: sent });
});

test.each<[string, Partial<JobRequest>, Record<string, unknown>]>([
	['the validation file', { validationFile: 'file-2' }, { validation_file: 'file-2' }],
	['the suffix', { suffix: 'support' }, { suffix: 'support' }],
	['a suffix of 64 signs', { suffix: '😀'.repeat(64) }, { suffix: '😀'.repeat(64) }],
	['the seed', { seed: 42 }, { seed: 42 }],
	['a seed of 0', { seed: 0 }, { seed: 0 }],
	['the largest seed', { seed: 2147483647 }, { seed: 2147483647 }],
	['metadata', { metadata: { a: '1' } }, { metadata: { a: '1' } }],
	[
		'a whole integration',
		{ integrations: [{ project: 'p', name: 'n', entity: 'e', tags: ['a', 'b'] }] },
		{
			integrations: [
				{ type: 'wandb', wandb: { project: 'p', name: 'n', entity: 'e', tags: ['a', 'b'] } },
			],
		},
	],
	[
		'the least integration',
		{ integrations: [{ project: 'p', name: '', entity: '', tags: [] }] },
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
		{ validation_file: 'file-2', method: { type: 'reinforcement', reinforcement: { grader } } },
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
	expect(build(changes)).toEqual({ ok: true, value: { ...sent, ...extra } });
});

test.each<[string, Record<string, unknown>]>([
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
		value: { ...sent, ...extra },
	});
});

test('DPO at a provider of the older form is sent in the only form it has', () => {
	expect(build({ method: 'dpo', hyperparameters: { beta: 1 } }, 'custom')).toEqual({
		ok: true,
		value: { ...sent, method: { type: 'dpo', dpo: { hyperparameters: { beta: 1 } } } },
	});
});

test('the extra body is merged last and deeply', () => {
	const extraBody = { hyperparameters: { lora: true }, model: 'other', custom_llm_provider: 'x' };
	expect(build({ hyperparameters: { nEpochs: 2 }, extraBody }, 'nebius')).toEqual({
		ok: true,
		value: {
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
	Array.from({ length: count }, (_, index) => ({ project: `p${index}`, tags: [] }));

test.each<[string, Partial<JobRequest>]>([
	['16 pairs of metadata', { metadata: pairs(16) }],
	['a key of 64 and a value of 512', { metadata: { ['k'.repeat(64)]: 'v'.repeat(512) } }],
	['5 integrations', { integrations: projects(5) }],
])('%s are accepted', (_, changes) => {
	expect(build(changes).ok).toBe(true);
});

test.each<[string, Partial<JobRequest>, RegExp]>([
	['reinforcement without grader', { method: 'reinforcement', validationFile: 'f' }, /'Grader'/],
	['reinforcement without validation', { method: 'reinforcement', grader }, /'Validation File'/],
	['a suffix of 65', { suffix: 'x'.repeat(65) }, /'Model Name Suffix' is 65 characters long/],
	['a seed below 0', { seed: -1 }, /'Seed' is -1/],
	['a seed that is too large', { seed: 2147483648 }, /'Seed' is 2147483648/],
	['a broken seed', { seed: 0.5 }, /'Seed' is 0\.5/],
	['a seed that is none', { seed: Number.NaN }, /'Seed' is no number/],
	['17 pairs of metadata', { metadata: pairs(17) }, /'Metadata' has 17 pairs/],
	['a key of 65', { metadata: { ['k'.repeat(65)]: 'v' } }, /key 'k{20}…' is longer than 64/],
	['a value of 513', { metadata: { a: 'v'.repeat(513) } }, /key 'a' is longer than 512/],
	['6 integrations', { integrations: projects(6) }, /has 6 integrations/],
	['an integration without project', { integrations: [{ project: '', tags: [] }] }, /'Project'/],
	['a hyperparameter out of range', { hyperparameters: { nEpochs: 51 } }, /'Epochs' is 51/],
])('%s is refused before anything is sent', (_, changes, problem) => {
	const result = build(changes);
	expect(result).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
	expect(result).toMatchObject({ advice: expect.stringMatching(/^.+\.$/) });
});

describe('a provider with limits of its own', () => {
	const form = {
		...OPENAI_FORM,
		displayName: 'Acme',
		methods: ['supervised', 'dpo'] as const,
		longestSuffix: 0,
		check: ({ model }: JobRequest) =>
			model === 'old' ? { problem: 'Too old', advice: 'Take a new one.' } : undefined,
	};

	test('refuses a method that it does not have, and says which it has', () => {
		const request = aJobRequest({ method: 'reinforcement', grader, validationFile: 'f' });
		expect(jobBody(request, form)).toEqual({
			ok: false,
			problem: "Acme has no training by the method 'reinforcement'",
			advice: 'Set Method to supervised or dpo, or choose another provider in the credential.',
		});
		expect(jobBody(aJobRequest({ method: 'dpo' }), form).ok).toBe(true);
	});

	test('refuses a suffix where it takes none', () => {
		expect(jobBody(aJobRequest({ suffix: 's' }), form)).toMatchObject({
			ok: false,
			problem: 'Acme takes no suffix',
		});
	});

	test('trains by reinforcement without a validation file where it wants none', () => {
		const request = aJobRequest({ method: 'reinforcement', grader });
		const open = { ...form, methods: undefined, validatesReinforcement: undefined };
		expect(jobBody(request, open).ok).toBe(true);
	});

	test('refuses what its own rule does', () => {
		const refusal = { ok: false, problem: 'Too old', advice: 'Take a new one.' };
		expect(jobBody(aJobRequest({ model: 'old' }), form)).toEqual(refusal);
	});
});

test('building changes nothing in the request', () => {
	const request = aJobRequest({ metadata: { a: '1' }, extraBody: { metadata: { b: '2' } } });
	const copy = structuredClone(request);
	jobBody(request, OPENAI_FORM);
	carryKey(request, 'x');
	expect(request).toEqual(copy);
});

test('the pair that carries the key keeps its name: users look for it, and jobs that exist carry it', () => {
	const carried = carryKey(aJobRequest({ metadata: { a: 'b' } }), 'x');
	expect(carried && jobBody(carried, OPENAI_FORM)).toMatchObject({
		value: { metadata: { a: 'b', n8n_create_key: 'x' } },
	});
});

test.each<[string, Partial<JobRequest>, Record<string, unknown>]>([
	['no metadata', {}, {}],
	['fifteen pairs', { metadata: pairs(15) }, pairs(15)],
	['pairs of the extra body', { extraBody: { metadata: { b: 'c' } } }, { b: 'c' }],
	[
		'fifteen pairs of both',
		{ metadata: pairs(9), extraBody: { metadata: { x0: 'v', x1: 'v', ...pairs(13) } } },
		{ ...pairs(13), x0: 'v', x1: 'v' },
	],
])('the key is added to %s', (_, changes, metadata) => {
	const carried = carryKey(aJobRequest(changes), 'x');
	expect(carried && jobBody(carried, OPENAI_FORM)).toEqual({
		ok: true,
		value: { ...sent, metadata: { ...metadata, [KEY_NAME]: 'x' } },
	});
});

test.each<[string, Partial<JobRequest>]>([
	['sixteen pairs', { metadata: pairs(16) }],
	['sixteen pairs of both', { metadata: pairs(8), extraBody: { metadata: pairs(16) } }],
	['null', { extraBody: { metadata: null } }],
	['a text', { extraBody: { metadata: 'a' } }],
	['a list', { extraBody: { metadata: [] } }],
])('the key cannot be added to %s', (_, changes) => {
	expect(carryKey(aJobRequest(changes), 'x')).toBeNull();
});

test.each<[string, Partial<JobRequest>]>([
	['among the metadata', { metadata: { a: 'b', [KEY_NAME]: 'of another job' } }],
	['in the extra body', { extraBody: { metadata: { a: 'b', [KEY_NAME]: 'of another job' } } }],
])(
	"the key of another job, copied with its metadata %s, never stands for this one's",
	(_, changes) => {
		const request = aJobRequest(changes);
		const carried = carryKey(request, 'own');
		expect(carried && jobBody(carried, OPENAI_FORM)).toMatchObject({
			value: { metadata: { a: 'b', [KEY_NAME]: 'own' } },
		});
		const plain = jobBody(request, OPENAI_FORM);
		expect(plain.ok && plain.value.metadata).toEqual({ a: 'b' });
	},
);
