import type { Job } from '../../../../../nodes/shared/domain/job';
import type { DeployWish } from '../../../../../nodes/shared/domain/deployment';
import { deploy } from '../../../../../nodes/shared/providers/localAi/deploy';
import { readJob } from '../../../../../nodes/shared/providers/localAi/readers';
import type { DeployStep } from '../../../../../nodes/shared/providers/protocol';
import { localAiJob } from './wireJob';

const checkpoint = {
	id: '/data/fine-tune/j/checkpoint-6',
	model: null,
	step: 6,
	createdAt: null,
	jobId: 'j',
	metrics: {},
	raw: {},
};
const NAME = 'qwen2-5-0-5b-instruct-ft-0a1b2c3d-step-6';

function aDone(changes: Record<string, unknown> = {}): Job {
	const job = readJob(localAiJob({ status: 'completed', ...changes }));
	if (!job) throw new Error('no job');
	return job;
}

function begin(job = aDone(), wish: DeployWish = { checkpoint }): DeployStep {
	const first = deploy.begin(job, wish);
	if (!first.ok) throw new Error(first.problem);
	return first.value;
}

/** What an answer makes of a step; null where it is none of the API's. */
function after(step: DeployStep | null | undefined, answer: unknown): DeployStep | null {
	if (!step || !('call' in step)) throw new Error('no call');
	return step.call.read(answer, 0);
}

/** What becomes of an exported model when its class is told. */
function finished(step: DeployStep | null): DeployStep | null {
	expect(step).toMatchObject({ state: 'next', call: { method: 'PATCH' } });
	expect(step).not.toHaveProperty('creates');
	return after(step, { success: true });
}

const begun = { status: 'exporting', model_name: NAME };
const exported = (changes: Record<string, unknown>) =>
	localAiJob({ status: 'completed', export_model_name: '', ...changes });

test('a checkpoint is needed, and a name can be chosen', () => {
	expect(deploy).toMatchObject({ checkpoints: 'needed', takes: ['name'] });
});

test('a LoRA is merged into its base, and followed to its end', () => {
	const first = begin();
	expect(first).toMatchObject({
		state: 'next',
		creates: true,
		call: {
			method: 'POST',
			version: 'api',
			path: ['fine-tuning', 'jobs', aDone().id, 'export'],
			body: {
				name: NAME,
				checkpoint_path: checkpoint.id,
				export_format: 'merged_16bit',
				model: 'Qwen/Qwen2.5-0.5B-Instruct',
			},
		},
	});
	const second = after(first, begun);
	expect(second).toMatchObject({ state: 'pending', deployment: { model: NAME } });
	const third = after(second, exported({ export_status: 'exporting' }));
	expect(third).toMatchObject({ state: 'pending', call: { method: 'GET' } });
	const done = exported({ export_status: 'completed', export_model_name: NAME });
	expect(finished(after(third, done))).toEqual({
		state: 'ready',
		deployment: { model: NAME, id: null, note: expect.stringContaining("room on LocalAI's disk") },
	});
});

test.each([
	[{ training_type: 'full' }, { checkpoint }, { export_format: 'lora', name: NAME }],
	[{}, { checkpoint, name: 'mine' }, { name: 'mine' }],
	[
		{ extra_options: { suffix: 'My Tickets!' } },
		{ checkpoint },
		{ name: NAME.replace('-ft', '-my-tickets-ft') },
	],
	[{ model: '/models/--/' }, { checkpoint }, { name: 'model-ft-0a1b2c3d-step-6' }],
	[{ model: '/' }, { checkpoint }, { name: 'model-ft-0a1b2c3d-step-6' }],
	[{ model: '/data/models/My__Own/' }, { checkpoint }, { name: 'my-own-ft-0a1b2c3d-step-6' }],
	// A checkpoint without a step, and none at all, which is LocalAI's to refuse.
	[{ model: 'm' }, { checkpoint: { ...checkpoint, step: null } }, { name: 'm-ft-0a1b2c3d' }],
	[{ model: 'm' }, {}, { name: 'm-ft-0a1b2c3d', checkpoint_path: '' }],
])('a job %j by the wish %j is exported as %j', (changes, wish, body) => {
	expect(begin(aDone(changes), wish)).toMatchObject({ call: { body } });
});

test.each(['', '../x', 'a/b', '.hidden', 'a b'])("the name '%s' is refused", (name) => {
	expect(deploy.begin(aDone(), { checkpoint, name })).toEqual({
		ok: false,
		problem: `'Name' is '${name}'`,
		advice: expect.stringContaining('letters, digits, dots, dashes and underscores'),
	});
});

test('a model that is exported already is not exported again, under another name it is', () => {
	const job = aDone({ export_status: 'completed', export_model_name: NAME });
	expect(finished(begin(job))).toMatchObject({ state: 'ready', deployment: { model: NAME } });
	expect(begin(job, { checkpoint, name: 'other' })).toMatchObject({ state: 'next' });
});

test('an export that goes on already is waited for; where it was of another name, one’s own follows', () => {
	const busy = begin(aDone({ export_status: 'exporting' }));
	expect(busy).toMatchObject({ state: 'pending', call: { method: 'GET' } });
	const same = exported({ export_status: 'completed', export_model_name: NAME });
	expect(finished(after(busy, same))).toMatchObject({ state: 'ready' });
	const other = exported({ export_status: 'completed', export_model_name: 'other' });
	const own = after(busy, other);
	expect(own).toMatchObject({ state: 'next', call: { body: { name: NAME } } });
	expect(finished(after(after(own, begun), other))).toMatchObject({ state: 'ready' });
	const failed = exported({ export_status: 'failed', export_message: 'disk full' });
	expect(after(busy, failed)).toMatchObject({ state: 'next' });
});

test('another export of the job that comes between gives no model of another checkpoint', () => {
	const own = after(begin(), begun);
	const other = exported({ export_status: 'completed', export_model_name: 'of-another-step' });
	expect(finished(after(own, other))).toMatchObject({
		state: 'ready',
		deployment: { model: NAME },
	});
	const renamed = after(begin(), { ...begun, model_name: 'told' });
	expect(finished(after(renamed, other))).toMatchObject({
		state: 'ready',
		deployment: { model: 'told' },
	});
});

test('a name of the user’s says nothing of the checkpoint that he has chosen now', () => {
	const there = { export_status: 'completed', export_model_name: 'mine' };
	const wish = { checkpoint, name: 'mine' };
	expect(finished(begin(aDone(there), wish))).toMatchObject({ state: 'ready' });
	const chosen = { ...wish, isChosen: true };
	expect(deploy.begin(aDone(there), chosen)).toMatchObject({
		ok: false,
		problem: expect.stringContaining('mine is there already'),
		advice: expect.stringContaining("Enter another name, or remove 'Name'"),
	});
	const made = aDone({ ...there, export_model_name: NAME });
	expect(finished(begin(made, { checkpoint, isChosen: true }))).toMatchObject({ state: 'ready' });
	const busy = begin(aDone({ export_status: 'exporting' }), chosen);
	expect(after(busy, exported(there))).toMatchObject({ state: 'next', creates: true });
});

test('files that are not written yet are waited for, three times', () => {
	const missing = exported({
		export_status: 'failed',
		export_message: "export failed: Export failed: Can't find 'adapter_config.json' at '/x'",
	});
	let step: DeployStep | null = begin();
	for (let retry = 0; retry < 3; retry += 1) {
		step = after(after(step, begun), missing);
		expect(step).toMatchObject({ state: 'pending', call: { method: 'POST' } });
	}
	expect(after(after(step, begun), missing)).toMatchObject({ state: 'failed' });
});

test.each([
	['export failed: no space left on device', /no space left/, /log of LocalAI/],
	['export failed: Output path is outside the allowed directory', /outside/, /LOCALAI_OUTPUT_DIR/],
	[undefined, /gives no reason/, /\w/],
])('an export that failed with %p is told', (export_message, problem, advice) => {
	const failed = exported({ export_status: 'failed', export_message });
	expect(after(after(begin(), begun), failed)).toEqual({
		state: 'failed',
		problem: expect.stringMatching(problem),
		advice: expect.stringMatching(advice),
	});
});

test('answers that are not the API’s are none', () => {
	for (const answer of [null, {}, [], { model_name: 7 }]) expect(after(begin(), answer)).toBeNull();
	expect(after(after(begin(), begun), { status: 'x' })).toBeNull();
});

test('a model that was exported before another one is there still', () => {
	const answer = { error: `model "${NAME}" already exists, choose a different name` };
	const first = begin();
	expect('call' in first && first.call.refusal?.(answer, 500)).toBe(200);
	expect(finished(after(first, answer))).toMatchObject({
		state: 'ready',
		deployment: { model: NAME },
	});
	// Of a name of the user's, another job's model may be.
	const named = begin(aDone(), { checkpoint, name: 'mine' });
	expect('call' in named && named.call.refusal?.(answer, 500)).toBe(400);
	expect(after(named, answer)).toBeNull();
});

test('an export that goes on when one’s own is begun is waited for, and then one’s own follows', () => {
	const waiting = after(begin(), { error: 'export already in progress for job j' });
	expect(waiting).toMatchObject({ state: 'pending', call: { method: 'GET' } });
	const same = exported({ export_status: 'completed', export_model_name: NAME });
	expect(finished(after(waiting, same))).toMatchObject({
		state: 'ready',
		deployment: { model: NAME },
	});
	const other = exported({ export_status: 'completed', export_model_name: 'other' });
	expect(after(waiting, other)).toMatchObject({ state: 'next', call: { body: { name: NAME } } });
});

test.each<[number, unknown, number | null]>([
	[500, { error: 'checkpoint_path is required' }, 400],
	[500, { error: 'export already in progress for job a' }, 200],
	[500, { error: { message: 'panic' } }, null],
	[502, { error: 'x' }, null],
])('%d with %j counts as %p', (status, answer, expected) => {
	const first = begin();
	expect('call' in first && first.call.refusal?.(answer, status)).toBe(expected);
});

test('LocalAI is told by which class it must load the model, whether it minds or not', () => {
	const job = aDone({ export_status: 'completed', export_model_name: NAME });
	const step = begin(job);
	expect(step).toMatchObject({
		call: {
			version: 'api',
			path: ['models', 'config-json', NAME],
			body: { type: 'AutoModelForCausalLM' },
		},
	});
	const asked = (status: number) => ('call' in step ? step.call.refusal?.({}, status) : undefined);
	expect([400, 401, 403, 404, 405, 409, 500].map(asked)).toEqual(Array(7).fill(200));
	expect([200, 429, 502, 503].map(asked)).toEqual(Array(4).fill(null));
	expect(after(step, 'anything')).toMatchObject({ state: 'ready', deployment: { model: NAME } });
});
