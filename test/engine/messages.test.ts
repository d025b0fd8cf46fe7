import { startSandbox, type Sandbox } from '../../sandbox';
import { byId, createEngine } from './harness';

let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;
/** With letters that every encoding changes. */
const API_KEY = 'key/with+odd"letters=and a space';

beforeEach(async () => {
	sandbox = await startSandbox({ seed: 1 });
	engine = createEngine(sandbox);
});

afterEach(async () => await sandbox.close());

const base64 = (text: string) => Buffer.from(text).toString('base64');
const get = async (id: string) =>
	await engine.execute({ resource: 'job', operation: 'get', jobId: byId(id), simplify: true });

test.each([
	['percent-encoded', encodeURIComponent(API_KEY)],
	['as JSON', JSON.stringify({ authorization: `Bearer ${API_KEY}` })],
	['in base64', base64(API_KEY)],
	['with its prefix in base64', base64(`Bearer ${API_KEY}`)],
	['as basic authentication', base64(`api:${API_KEY}`)],
	['where the words are cut off', `${'x'.repeat(490)}${API_KEY}`],
])('a key that the server repeats %s is not passed on', async (_, told) => {
	engine = createEngine({ ...sandbox, apiKey: API_KEY });
	sandbox.faults.add({
		path: /jobs/,
		status: 400,
		body: { error: { message: told, code: told, param: told } },
		headers: { 'x-request-id': encodeURIComponent(told) },
	});
	const { error } = await get('ftjob-1');
	const text = JSON.stringify([error?.message, error?.description]);
	expect(error?.message).toContain('ftjob-1');
	expect(text).toContain('***');
	for (const part of [API_KEY.slice(0, 9), encodeURIComponent(API_KEY.slice(0, 9))]) {
		expect(text).not.toContain(part);
	}
	expect(text).not.toContain(base64(API_KEY).slice(4, 20));
	expect(text).not.toContain(base64(`api:${API_KEY}`).slice(8, 24));
});

test('of an ID of 10 kB head and tail are told', async () => {
	const { error } = await get(`ftjob-${'x'.repeat(10_000)}-end`);
	expect(error?.message).toMatch(/ftjob-x+…x+-end/);
	expect(error?.message.length).toBeLessThan(400);
	expect(String(error?.description).length).toBeLessThan(2000);
});

test('of an ID of 100 kB as well, whoever refuses it', async () => {
	sandbox.faults.add({ path: /jobs/, status: 403 });
	for (const operation of ['get', 'cancel', 'wait']) {
		const { error } = await engine.execute({
			resource: 'job',
			operation,
			jobId: byId(`ftjob-${'x'.repeat(100_000)}-end`),
			options: {},
			simplify: true,
		});
		expect(error?.message).toMatch(/ftjob-x+…x+-end/);
		expect(error?.message.length).toBeLessThan(400);
	}
});
