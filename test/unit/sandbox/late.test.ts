import type { Fault } from '../../../sandbox';
import { provider, type Provider } from './provider';

const JOBS = '/v1/fine_tuning/jobs';
/** Long enough for what comes before it, also on a busy machine. */
const LATE = 500;
const MODEL = 'gpt-4.1-mini-2025-04-14';
let server: Provider;

beforeEach(async () => {
	server = await provider('openAi');
});

afterEach(async () => await server.sandbox.close());

test.each<[string, Fault, object]>([
	['502', {}, { status: 502 }],
	['a status of choice', { status: 504, body: { error: 'slow' } }, { body: { error: 'slow' } }],
])('%s at once, the job later', async (_what, fault, answer) => {
	const training_file = await server.upload();
	server.sandbox.faults.add({ method: 'POST', path: /jobs$/, finishLateMs: LATE, ...fault });
	const body = { model: MODEL, training_file, metadata: { key: '1' } };
	expect(await server.call(JOBS, body)).toMatchObject(answer);
	expect(server.sandbox.store.jobs.size).toBe(0);
	const seen = server.sandbox.requests.length;
	await server.sandbox.idle();
	expect([...server.sandbox.store.jobs.values()]).toMatchObject([
		{ base: { metadata: body.metadata } },
	]);
	expect(server.sandbox.requests).toHaveLength(seen);
});

test('a lost connection, the job later', async () => {
	const training_file = await server.upload();
	server.sandbox.faults.add({ path: /jobs$/, finishLateMs: LATE, drop: 'before' });
	await expect(server.call(JOBS, { model: MODEL, training_file })).rejects.toThrow('fetch failed');
	expect(server.sandbox.store.jobs.size).toBe(0);
	await server.sandbox.idle();
	expect(server.sandbox.store.jobs.size).toBe(1);
});

test('a file comes late as well', async () => {
	server.sandbox.faults.add({ path: /files$/, finishLateMs: LATE });
	await server.upload();
	expect(server.sandbox.store.files.size).toBe(0);
	await server.sandbox.idle();
	expect([...server.sandbox.store.files.values()]).toMatchObject([
		{ file: { filename: 'train.jsonl', purpose: 'fine-tune' } },
	]);
});

test('a cancel without a body comes late', async () => {
	const { id } = server.sandbox.seedJob({ status: 'running' });
	server.sandbox.faults.add({ path: /cancel$/, finishLateMs: LATE });
	const url = `${server.sandbox.baseUrl}/fine_tuning/jobs/${id}/cancel`;
	const headers = { authorization: 'Bearer sk-sandbox', 'content-type': 'application/json' };
	expect((await fetch(url, { method: 'POST', headers })).status).toBe(502);
	expect((await server.call(`${JOBS}/${id}`)).body).toMatchObject({ status: 'running' });
	await server.sandbox.idle();
	expect((await server.call(`${JOBS}/${id}`)).body).toMatchObject({ status: 'cancelled' });
});

test('a request that would be refused is refused at once', async () => {
	server.sandbox.faults.add({ finishLateMs: LATE });
	const headers = { authorization: 'Bearer sk-other' };
	const response = await fetch(`${server.sandbox.baseUrl}/models`, { headers });
	expect(response.status).toBe(401);
});

test('closing forgets what has not begun', async () => {
	const training_file = await server.upload();
	server.sandbox.faults.add({ path: /jobs$/, finishLateMs: 60_000 });
	await server.call(JOBS, { model: MODEL, training_file });
	await server.sandbox.close();
	expect(server.sandbox.store.jobs.size).toBe(0);
	server = await provider('openAi');
});
