import { startSandbox, type Fault, type Sandbox } from '../../sandbox';
import { trainingExamples } from './examples';
import { byId, createEngine, itemWithFile } from './harness';

// The same limits on a faster clock: a call has 900 ms, a transfer 5 s, a silent body 300 ms.
jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;

beforeEach(async () => {
	sandbox = await startSandbox({ seed: 1 });
	engine = createEngine(sandbox);
});
afterEach(async () => await sandbox.close());

const SLOW: Array<[name: string, fault: Fault]> = [
	['drips for ever', { dripBody: { bytes: 1, intervalMs: 20, endless: true } }],
	['drips too slowly to end in time', { dripBody: { bytes: 1, intervalMs: 100 } }],
	['stops after the headers', { stall: 'headers' }],
	['stops in the middle', { stall: 'half' }],
	['never comes', { delayMs: 60_000 }],
];

const IN_TIME = /did not answer in time/;

/** An attempt has 900 ms and a read five of them: whatever is not ended would go on for minutes. */
const LIMIT_MS = 20_000;

describe.each(SLOW)('a body that %s', (_, fault) => {
	test(
		'ends a read, in words',
		async () => {
			const { id } = sandbox.seedJob({ status: 'running' });
			sandbox.faults.add({ path: /./, ...fault });
			const { error } = await engine.execute({
				resource: 'job',
				operation: 'get',
				jobId: byId(id),
				simplify: true,
			});
			expect(error?.message).toMatch(IN_TIME);
			expect(sandbox.requests.filter(({ path }) => path.endsWith(id))).toHaveLength(5);
		},
		LIMIT_MS,
	);

	test(
		'once: the next attempt goes well',
		async () => {
			const { id } = sandbox.seedJob({ status: 'running' });
			sandbox.faults.add({ path: /./, ...fault, times: 1 });
			const { items } = await engine.execute({
				resource: 'job',
				operation: 'get',
				jobId: byId(id),
				simplify: true,
			});
			expect(items[0]?.json.id).toBe(id);
		},
		LIMIT_MS,
	);

	test(
		'ends a poll of the trigger within its budget, and the next poll works',
		async () => {
			const trigger = engine.trigger({}, { budgetMs: 1_500 });
			await trigger.activate();
			const { id } = sandbox.seedJob({ status: 'succeeded' });
			sandbox.faults.add({ path: /./, ...fault });
			await expect(trigger.poll()).rejects.toMatchObject({
				message: expect.stringMatching(IN_TIME),
			});
			sandbox.faults.clear();
			expect((await trigger.poll()).map(({ json }) => json.eventId)).toEqual([`${id}:succeeded`]);
		},
		LIMIT_MS,
	);

	test(
		'does not keep a cancelled execution',
		async () => {
			const { id } = sandbox.seedJob({ status: 'running' });
			sandbox.faults.add({ path: /./, ...fault });
			const { error } = await engine.execute(
				{ resource: 'job', operation: 'get', jobId: byId(id), simplify: true },
				[{ json: {} }],
				{},
				{ cancelAfterMs: 100 },
			);
			expect(error?.message).toMatch(/^Stopped before|cancel/i);
			expect(sandbox.requests.filter(({ path }) => path.endsWith(id))).toHaveLength(1);
		},
		LIMIT_MS,
	);
});

describe('a file that is downloaded', () => {
	const upload = async () => {
		const { items } = await engine.execute(
			{ resource: 'file', operation: 'upload', binaryPropertyName: 'data', simplify: true },
			[itemWithFile(trainingExamples(12))],
		);
		return String(items[0]?.json.id);
	};
	const download = async (id: string) =>
		await engine.execute({
			resource: 'file',
			operation: 'download',
			fileId: byId(id),
			simplify: true,
		});
	const CONTENT = /\/content$/;

	test.each<[string, Fault]>([
		['stands still', { stall: 'half' }],
		['drips for ever', { dripBody: { bytes: 1, intervalMs: 20, endless: true } }],
	])(
		'and %s: an error in words',
		async (_, fault) => {
			const id = await upload();
			sandbox.faults.add({ path: CONTENT, ...fault });
			const { error } = await download(id);
			expect(error?.message).toMatch(IN_TIME);
		},
		60_000,
	);

	test('slowly, but without standing still, comes whole', async () => {
		const id = await upload();
		sandbox.faults.add({ path: CONTENT, dripBody: { bytes: 200, intervalMs: 100 } });
		const { items, error } = await download(id);
		expect(error).toBeUndefined();
		const data = Buffer.from(String(items[0]?.binary?.data?.data), 'base64').toString();
		expect(data.trim()).toBe(trainingExamples(12).trim());
	}, 60_000);
});

test('five executions at once under a limit of 20 calls a second: none of 300 items fails', async () => {
	sandbox.limits.requestsPerSecond = 20;
	const runs = await Promise.all(
		Array.from({ length: 5 }, async () => {
			const input = Array.from({ length: 60 }, () => ({
				json: { job: sandbox.seedJob({ status: 'running' }).id },
			}));
			const { items } = await engine.execute(
				{ resource: 'job', operation: 'get', jobId: '={{ $json.job }}', simplify: true },
				input,
				{ onError: 'continueRegularOutput' },
			);
			return items.map(({ json }, at) => [json.id, input[at]?.json.job]);
		}),
	);
	const answers = runs.flat();
	expect(answers).toHaveLength(300);
	for (const [id, wanted] of answers) expect(id).toBe(wanted);
	// What was refused was asked for again, and no more than that.
	expect(sandbox.requests.length).toBeLessThan(2 * 300);
}, 120_000);
