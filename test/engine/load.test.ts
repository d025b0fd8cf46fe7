import { startSandbox, type Sandbox } from '../../sandbox';
import { meter, mostInFlight } from '../bench/real/meter';
import { createEngine, itemWithFile } from './harness';

let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;

beforeEach(async () => {
	sandbox = await startSandbox({ seed: 1 });
	engine = createEngine(sandbox);
});

afterEach(async () => await sandbox.close());

/** When each request came in, and when each 429 went out with its Retry-After. */
function watch() {
	const arrivals: number[] = [];
	const push = sandbox.requests.push.bind(sandbox.requests);
	sandbox.requests.push = (...records) => {
		arrivals.push(Date.now());
		return push(...records);
	};
	return arrivals;
}

const get = { resource: 'job', operation: 'get', jobId: '={{ $json.job }}', simplify: true };
const items = (count: number) =>
	Array.from({ length: count }, () => ({
		json: { job: sandbox.seedJob({ status: 'running' }).id },
	}));

/** As many as may be in flight at all. */
const WIDEST = 100;

test('200 items against 50 requests a second: all succeed, in order, and the next 200 know the pace', async () => {
	sandbox.limits.requestsPerSecond = 50;
	const input = items(200);
	const arrivals = watch();
	const { items: output, error } = await engine.execute(get, input);
	expect(error).toBeUndefined();
	expect(output.map(({ json }) => json.id)).toEqual(input.map(({ json }) => json.job));
	// What is on its way when the limit is met, and what the successes before it made room for.
	expect(arrivals.length).toBeLessThan(200 + 1.5 * WIDEST);
	// One pause for all of them, and then a steady pace instead of bursts.
	const gaps = arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? at));
	const pauses = gaps.filter((gap) => gap > 900).length;
	expect([pauses >= 1, pauses <= 2]).toEqual([true, true]);
	arrivals.length = 0;
	const { items: next } = await engine.execute(get, input);
	expect(next.filter(({ json }) => json.error === undefined)).toHaveLength(200);
	expect(arrivals.length).toBeLessThanOrEqual(220);
}, 30_000);

test('nobody sends before the Retry-After that anybody was told has passed', async () => {
	const input = items(400);
	const arrivals = watch();
	// The second one is told of a longer pause while the others wait for the end of the first.
	sandbox.faults.add({ nth: 5, status: 429, headers: { 'retry-after-ms': '150' } });
	sandbox.faults.add({ nth: 6, status: 429, headers: { 'retry-after-ms': '1600' }, delayMs: 60 });
	const { items: output } = await engine.execute(get, input);
	expect(output).toHaveLength(400);
	const longest = Math.max(...arrivals.slice(1).map((at, index) => at - (arrivals[index] ?? at)));
	expect(longest).toBeGreaterThan(1300);
	// Those that were on their way when it was told, and the two that were refused.
	const first = arrivals[0] ?? 0;
	const before = arrivals.filter((at) => at < first + 1300).length;
	expect(before).toBeLessThanOrEqual(5 + 2 * WIDEST);
}, 30_000);

test('a pause of over a minute is an error that says when, and nobody else asks meanwhile', async () => {
	const input = items(400);
	sandbox.limits.requestsPerSecond = 50;
	sandbox.limits.retryAfterSeconds = 90;
	const started = Date.now();
	const { items: output } = await engine.execute(get, input, { onError: 'continueRegularOutput' });
	expect(Date.now() - started).toBeLessThan(5_000);
	const failed = output.filter(({ json }) => json.error);
	const succeeded = output.length - failed.length;
	expect([output.length, succeeded >= 50]).toEqual([400, true]);
	// Those that were on their way when the server said so.
	expect(sandbox.requests.length).toBeLessThan(succeeded + 2 * WIDEST);
	const { error } = await engine.execute(get, input);
	expect(error?.message).toMatch(/^The provider asks to slow down \(job ftjob-/);
	const when = Date.parse(/after (\S+Z)\./.exec(String(error?.description))?.[1] ?? '');
	expect(when).toBeGreaterThan(started + 89_000);
	expect(when).toBeLessThan(Date.now() + 91_000);
});

test('a hundred jobs are read at once, but ten files downloaded', async () => {
	sandbox.faults.add({ delayMs: 300 });
	const calls = meter(sandbox);
	const { error } = await engine.execute(get, items(150));
	expect(error).toBeUndefined();
	expect(mostInFlight(calls.take())).toBe(100);
	const { items: files } = await engine.execute(
		{ resource: 'file', operation: 'upload', binaryPropertyName: 'data', simplify: true },
		[itemWithFile('{}')],
	);
	const fileId = String(files[0]?.json.id);
	calls.take();
	const download = { resource: 'file', operation: 'download', fileId, simplify: true };
	const { items: downloaded } = await engine.execute(download, items(30));
	expect(downloaded.filter(({ binary }) => binary?.data)).toHaveLength(30);
	expect(mostInFlight(calls.take())).toBe(10);
	calls.stop();
});
