import type { Job } from '../../../../../nodes/shared/domain/job';
import { unsloth } from '../../../../../nodes/shared/providers/unsloth';
import { readDetail, readRun } from '../../../../../nodes/shared/providers/unsloth/runs';

const FOLDER = '/home/u/outputs/unsloth_Qwen3-4B_tickets_17';
const RUN = { id: 'job_1', status: 'completed', started_at: '2026-02-02T02:40:00Z' };

test("the list: loaded models by their folder's name, and suggestions, each once", () => {
	const answer = {
		models: [{ id: FOLDER, is_lora: true }, { id: 'unsloth/Qwen3-4B' }, { name: 'no ID' }],
		default_models: ['unsloth/Qwen3-4B', 'unsloth/Qwen3-4B-GGUF', 7],
	};
	const page = unsloth.models?.list().read(answer, 0);
	expect(page).toMatchObject({ next: null, unsound: 2 });
	expect(page?.items.map(({ id, fineTuned, trainable }) => [id, fineTuned, trainable])).toEqual([
		['unsloth_Qwen3-4B_tickets_17', true, false],
		['unsloth/Qwen3-4B', false, true],
		['unsloth/Qwen3-4B-GGUF', false, false],
	]);
});

test('a server without a loaded model lists what it suggests', () => {
	expect(unsloth.models?.list()).toMatchObject({
		method: 'GET',
		version: 'api',
		path: ['models', 'list'],
	});
	expect(unsloth.models?.list().read({ default_models: ['unsloth/Qwen3-4B'] }, 0)).toEqual({
		items: [
			{
				id: 'unsloth/Qwen3-4B',
				createdAt: null,
				fineTuned: false,
				trainable: true,
				owner: null,
				shutdownDate: null,
				raw: { id: 'unsloth/Qwen3-4B' },
			},
		],
		next: null,
		unsound: 0,
	});
});

test('one model is asked for as OpenAI has it', () => {
	expect(unsloth.models?.get?.('run_1')).toMatchObject({
		method: 'GET',
		version: 'v1',
		path: ['models', 'run_1'],
	});
});

test.each([[null], [[]], [{}], [{ models: [] }], [{ default_models: 'a' }]])(
	'%p is no list of models',
	(answer) => {
		expect(unsloth.models?.list().read(answer, 0)).toBeNull();
	},
);

describe('a run is deployed', () => {
	const begin = (job: Job | null) => {
		if (!job) throw new Error('no job');
		return unsloth.deploy.begin(job, {});
	};

	test.each([
		['as it stands in the list', readRun({ ...RUN, output_dir: FOLDER })],
		['as it stands alone', readDetail({ run: { ...RUN, output_dir: FOLDER }, config: {} })],
	])('%s: by its folder', (_, job) => {
		const step = begin(job);
		if (!step.ok || step.value.state !== 'pending') throw new Error('not begun');
		const { call, deployment, begins } = step.value;
		expect([call.method, call.version, call.path.join('/'), call.body]).toEqual([
			'POST',
			'api',
			'inference/load',
			{ model_path: FOLDER },
		]);
		expect([deployment, begins]).toEqual([
			{
				model: 'unsloth_Qwen3-4B_tickets_17',
				id: null,
				note: 'It stays loaded until another model or a training takes its place in the memory of the GPU.',
			},
			true,
		]);
		expect(call.read({ status: 'already_loaded', model: FOLDER }, 0)).toEqual({
			state: 'ready',
			deployment,
		});
		expect(call.read({ status: 'loaded' }, 0)).toBeNull();
		const late = (status_code: unknown) => ({ _deferred_error: { status_code, detail: 'x' } });
		expect([late(409), late(undefined), {}, null].map((one) => call.refusal?.(one, 200))).toEqual([
			409,
			500,
			null,
			null,
		]);
	});

	test.each([[null], [undefined], [' '], [7]])('never without one: %p', (output_dir) => {
		expect(begin(readRun({ ...RUN, output_dir }))).toMatchObject({
			ok: false,
			problem: 'Job job_1 has left no model on the server',
			advice: expect.stringMatching(/^Look at the run in Unsloth Studio: .* Train again/),
		});
	});
});

test.each([
	['unsloth_Qwen3-4B_tickets_17', 'unsloth_Qwen3-4B_tickets_17', null],
	[FOLDER, 'unsloth_Qwen3-4B_tickets_17', null],
	['UNSLOTH/qwen3-4b', 'unsloth/Qwen3-4B', null],
	['unsloth/Qwen3-4B', 'unsloth_Qwen3-4B_tickets_17', 409],
	// A server that does not say who answers is believed.
	['unsloth/Qwen3-4B', undefined, null],
])('asked of %p and answered by %p: %p', (model, answered, status) => {
	const { path, refusal, version } = unsloth.chat?.({ model, messages: [] }) ?? {};
	expect([version, path]).toEqual(['v1', ['chat', 'completions']]);
	expect(refusal?.({ object: 'chat.completion', model: answered, choices: [] }, 200)).toBe(status);
});
