import { aProvider } from '../../../builders';
import { localAiJob } from './wireJob';

const localAi = aProvider('localAi');
const { jobs, checkpoints, metrics, files, models, chat, credential } = localAi;

test('is a server of one’s own, which needs no key', () => {
	expect(localAi).toMatchObject({
		displayName: 'LocalAI',
		credential: {
			description: 'A server of your own that trains open models',
			baseUrl: { default: null, description: 'Address of the server, as n8n reaches it' },
			keyOptional: true,
		},
	});
	// Both halves of its API are found from an address that ends in either.
	expect(credential.baseUrl.versions).toEqual(['api', 'v1']);
	expect(jobs).toMatchObject({ cancelsEnded: true, takesValidationFile: false });
});

const JOBS = { version: 'api', path: ['fine-tuning', 'jobs'] };
const below = (...parts: string[]) => ({ ...JOBS, path: [...JOBS.path, ...parts] });

test.each<[string, unknown, object]>([
	['the jobs', jobs.list({ limit: 9 }), { method: 'GET', ...JOBS }],
	['a job', jobs.get('j'), { method: 'GET', ...below('j') }],
	['the end of a job', jobs.cancel?.('j'), { method: 'POST', ...below('j', 'stop') }],
	[
		'checkpoints',
		checkpoints?.({ jobId: 'j', limit: 9 }),
		{ method: 'GET', ...below('j', 'checkpoints') },
	],
	['metrics', metrics?.('j'), { method: 'GET', ...below('j', 'checkpoints') }],
	['models', models?.list(), { method: 'GET', version: 'v1', path: ['models'] }],
	[
		'an answer of a model',
		chat?.({ model: 'm', messages: [] }),
		{ method: 'POST', version: 'v1', path: ['chat', 'completions'], body: { model: 'm' } },
	],
])('%s are asked for where LocalAI has them', (_, call, expected) => {
	expect(call).toMatchObject(expected);
});

test('answers of models are read as OpenAI’s', () => {
	const choices = [{ message: { content: 'Hello' }, finish_reason: 'stop' }];
	const answer = chat?.({ model: 'm', messages: [] }).read({ choices }, 0);
	expect(answer).toMatchObject({ text: 'Hello', finishReason: 'stop' });
	expect(models?.list().read({ data: [{ id: 'm' }] }, 0)?.items).toMatchObject([{ id: 'm' }]);
});

test.each([
	[500, { error: { message: "'LlamaModel' object has no attribute 'generate'" } }, 400],
	[500, { error: { message: 'Chat messages should be dicts, but got role: "user"' } }, 400],
	[503, { error: { message: "'LlamaModel' object has no attribute 'generate'" } }, null],
	[500, { error: { message: 'out of memory' } }, null],
	[500, { error: 'x' }, null],
	[500, null, null],
])('an answer with status %p and %j counts as one with %p', (status, answer, expected) => {
	expect(chat?.({ model: 'm', messages: [] }).refusal?.(answer, status)).toBe(expected);
});

test.each([
	[{ status: 'stopped', message: 'Fine-tuning job stopped' }, 'done'],
	[{}, null],
	[{ status: 7 }, null],
	[[], null],
	[null, null],
	['stopped', null],
])('a stop that is answered with %j is %p', (answer, expected) => {
	expect(jobs.cancel?.('j').read(answer, 0)).toBe(expected);
});

const twoJobs = [localAiJob({ id: 'b' }), localAiJob({ id: 'a' })];
const twoCheckpoints = {
	checkpoints: [
		{ path: '/d/2', step: 2, loss: 0.5 },
		{ path: '/d/1', step: 1, loss: 0.75 },
	],
};
const jobsAfter = (cursor?: string) => jobs.list({ limit: 9, cursor });
const checkpointsAfter = (cursor?: string) => {
	const call = checkpoints?.({ jobId: 'j', limit: 9, cursor });
	if (!call) throw new Error('no checkpoints');
	return call;
};

test.each([
	['jobs', jobsAfter, twoJobs, ['b', 'a']],
	['checkpoints', checkpointsAfter, twoCheckpoints, ['/d/2', '/d/1']],
])('a list of %s begins behind the ID it is to begin behind', (_, listAfter, answer, ids) => {
	const [first, last] = ids;
	const idsAfter = (cursor?: string) =>
		listAfter(cursor)
			.read(answer, 0)
			?.items.map(({ id }) => id);
	expect(idsAfter()).toEqual(ids);
	expect(idsAfter(first)).toEqual([last]);
	expect(idsAfter(last)).toEqual([]);
	for (const known of [undefined, first, last]) {
		expect(listAfter(known).refusal?.(answer, 200)).toBeNull();
	}
	expect(listAfter('unknown').refusal?.(answer, 200)).toBe(400);
	// What is no list is refused as that.
	expect(listAfter('unknown').refusal?.('x', 200)).toBeNull();
	expect(listAfter('unknown').read('x', 0)).toBeNull();
});

test('checkpoints and metrics are those of the job', () => {
	expect(checkpointsAfter().read(twoCheckpoints, 0)?.items[0]?.jobId).toBe('j');
	expect(metrics?.('j').read(twoCheckpoints, 0)).toMatchObject([
		{ step: 2, trainLoss: 0.5 },
		{ step: 1, trainLoss: 0.75 },
	]);
});

describe('an uploaded file', () => {
	const content = new Blob(['{"text":"a"}\n']);
	const upload = files?.upload(content, { name: 'tickets.jsonl' });

	test('is sent as a form, and never deleted', async () => {
		expect(upload).toMatchObject({
			method: 'POST',
			version: 'api',
			path: ['fine-tuning', 'datasets'],
		});
		const sent = upload?.body instanceof FormData ? upload.body.get('file') : null;
		expect(sent).toMatchObject({ name: 'tickets.jsonl' });
		expect(sent instanceof Blob && (await sent.text())).toBe('{"text":"a"}\n');
		expect(files).toMatchObject({ keepsForever: true, largest: 4_294_967_296 });
	});

	test('is known by the path it lies under, by the time of the answer', () => {
		const answer = { path: '/data/fine-tune/datasets/1-tickets.jsonl' };
		expect(upload?.read(answer, 1_770_000_000.7)).toEqual({
			id: answer.path,
			name: 'tickets.jsonl',
			purpose: null,
			bytes: content.size,
			status: null,
			state: 'ready',
			statusDetails: null,
			createdAt: 1_770_000_000,
			expiresAt: null,
			raw: answer,
		});
	});

	test.each([null, 'x', [], {}, { path: 7 }, { path: ' ' }])('%j is none', (answer) => {
		expect(upload?.read(answer, 0)).toBeNull();
	});
});
