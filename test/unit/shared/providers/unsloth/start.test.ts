import type { JobRequest } from '../../../../../nodes/shared/domain/jobRequest';
import type { OwnKey } from '../../../../../nodes/shared/providers/protocol';
import { unsloth } from '../../../../../nodes/shared/providers/unsloth';
import { idempotency } from '../../../../../nodes/shared/providers/unsloth/start';
import { aJobRequest } from '../../../builders';

const FILE = '/home/u/uploads/a_training.jsonl';

function started(more: Partial<JobRequest> = {}) {
	const call = unsloth.jobs.create(
		aJobRequest({ model: 'unsloth/Qwen3-4B', trainingFile: FILE, ...more }),
	);
	if (!call.ok) throw new Error(call.problem);
	return call.value;
}

/** What a start needs, whatever else is wished. */
const LEAST = {
	model_name: 'unsloth/Qwen3-4B',
	training_type: 'LoRA/QLoRA',
	format_type: 'chatml',
	local_datasets: [FILE],
};

test.each<[string, Partial<JobRequest>, object]>([
	["what was left alone is the server's", {}, {}],
	[
		'a validation file is looked at, ten times in a training',
		{ validationFile: '/v.jsonl' },
		{ local_eval_datasets: ['/v.jsonl'], eval_steps: 0.1 },
	],
	[
		'the suffix names the project',
		{ suffix: 'tickets', seed: 0 },
		{ project_name: 'tickets', random_seed: 0 },
	],
	[
		'the rate is a text',
		{ hyperparameters: { learningRate: 0.00002, nEpochs: '3' } },
		{ learning_rate: '0.00002', num_epochs: 3 },
	],
	['full training', { hyperparameters: { adapter: 'full' } }, { training_type: 'Full Finetuning' }],
	[
		'extra fields come last',
		{ extraBody: { train_on_completions: true, format_type: 'auto' } },
		{ train_on_completions: true, format_type: 'auto' },
	],
	['the key', { idempotencyKey: 'abc' }, { start_request_id: 'abc' }],
	[
		'the key is no extra field',
		{ idempotencyKey: 'abc', extraBody: { start_request_id: 'another' } },
		{ start_request_id: 'abc' },
	],
])('%s', (_, more, wanted) => {
	const { body, method, path, version } = started(more);
	expect(body).toEqual({ ...LEAST, ...wanted });
	expect([method, version, path.join('/')]).toEqual(['POST', 'api', 'train/start']);
});

test('a small rate stays what it is', () => {
	expect(started({ hyperparameters: { learningRate: 1e-7 } }).body).toMatchObject({
		learning_rate: '1e-7',
	});
});

test.each<[unknown, number | null]>([
	[{ job_id: 'a', status: 'queued', message: '', error: null }, null],
	[{ job_id: 'a', status: 'pending' }, null],
	[{ job_id: 'a', status: 'error', error: 'Training already active' }, 409],
	[{ job_id: '', status: 'error', error: 'Diffusion training already active' }, 409],
	[{ job_id: 'a', status: 'error', error: 'Training start already pending' }, 409],
	[{ job_id: '', status: 'error', error: 'subprocess_start_failed' }, 422],
	[{ job_id: '', status: 'error', error: null }, 422],
	[[], null],
	[null, null],
])('the answer %p has the status %p', (answer, status) => {
	const { read, refusal } = started();
	expect(refusal?.(answer, 200) ?? null).toBe(status);
	const queued = (answer as { status?: string } | null)?.status === 'queued';
	expect(read(answer, 1_770_000_000)?.createdAt).toBe(queued ? 1_770_000_000 : undefined);
});

describe('the ID of a start request', () => {
	const idOf = (key: string) => idempotency.carry(aJobRequest(), key)?.idempotencyKey;
	const find = (key: string) => (idempotency as typeof idempotency & OwnKey).find(key);

	test.each([
		['0123abcd', true],
		['order-42_a.b:c', true],
		['x'.repeat(128), true],
		['x'.repeat(129), false],
		['order 42', false],
		['-x', false],
		['Ü', false],
		['a\n', false],
	])('of the key %p: as it is %p', (key, same) => {
		const id = idOf(key) ?? '';
		expect(id === key).toBe(same);
		expect(id).toMatch(/^[A-Za-z0-9][A-Za-z0-9._:-]{0,127}$/);
		expect(find(key).path).toEqual(['train', 'start-requests', id]);
		expect(idempotency.sign(key)).toContain(id);
	});

	test.each<[unknown, unknown]>([
		[
			{ state: 'accepted', job_id: 'j' },
			{ state: 'found', jobId: 'j' },
		],
		[{ state: 'accepted', job_id: '' }, null],
		[{ state: 'pending', job_id: 'j' }, { state: 'pending' }],
		[{ state: 'rejected', job_id: 'j', error: 'x' }, { state: 'refused' }],
		[{ state: 'lost' }, null],
		[[], null],
	])('%p says %p', (answer, state) => {
		expect(find('a').read(answer, 0)).toEqual(state);
	});
});
