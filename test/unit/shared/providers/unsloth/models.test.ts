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
		expect([call.version, call.path.join('/'), call.body]).toEqual([
			'api',
			'inference/load',
			{ model_path: FOLDER },
		]);
		expect([deployment.model, begins]).toEqual(['unsloth_Qwen3-4B_tickets_17', true]);
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

describe('files', () => {
	const list = (purpose: 'fine-tune' | 'fine-tune-results', answer: unknown) =>
		unsloth.files?.list?.({ limit: 5, purpose }).read(answer, 0);
	const dataset = { id: 'a_t.jsonl', label: 't.jsonl', path: '/up/a_t.jsonl', updated_at: 5.5 };

	test('are known by their path', () => {
		expect(list('fine-tune', { datasets: [dataset, { label: 'x' }] })).toMatchObject({
			items: [{ id: '/up/a_t.jsonl', name: 't.jsonl', createdAt: 5.5, state: 'ready' }],
			unsound: 1,
		});
		expect(list('fine-tune-results', { datasets: [dataset] })).toMatchObject({ items: [] });
		const { read } = unsloth.files?.upload(new Blob(['a']), { name: 't.jsonl' }) ?? {};
		expect(read?.({ filename: 't.jsonl', stored_path: '/up/a_t.jsonl' }, 9)).toMatchObject({
			id: '/up/a_t.jsonl',
			createdAt: 9,
		});
		expect(read?.({ filename: 't.jsonl' }, 9)).toBeNull();
	});

	test.each([[null], [{}], [{ datasets: 'none' }], [[dataset]]])('%p is no list', (answer) => {
		expect(list('fine-tune', answer)).toBeNull();
	});
});
