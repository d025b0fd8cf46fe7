import { startSandbox, type Fault, type Sandbox } from '../../sandbox';
import { createEngine } from './harness';

let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;

beforeEach(async () => {
	sandbox = await startSandbox({ startTime: 1_770_000_000, seed: 1 });
	engine = createEngine(sandbox);
});

afterEach(async () => await sandbox.close());

const reported = (items: Array<{ json: Record<string, unknown> }>) =>
	items.map(({ json }) => String(json.eventId));

/** Finished jobs, a minute apart, so that the list has several pages. */
function seedHistory(count: number, from = 1_760_000_000): void {
	for (let index = 0; index < count; index += 1) {
		sandbox.seedJob({ status: 'succeeded', created_at: from + index * 60 });
	}
}

const LIST = /fine_tuning\/jobs$/;
const ALWAYS = 100;

/** Faults that end a poll, and the words and class that n8n gets. */
const FATAL: Array<[name: string, fault: Fault, message: string, failure: unknown]> = [
	[
		'500 on the second page',
		{ path: LIST, nth: 2, times: ALWAYS, status: 500, body: { error: { message: 'Oops' } } },
		'OpenAI returned a server error',
		{ cause: 'temporarily-unavailable' },
	],
	[
		'dropped connection',
		{ path: LIST, times: ALWAYS, drop: 'before' },
		'broke',
		{ cause: 'temporarily-unavailable' },
	],
	[
		'malformed JSON',
		{ path: LIST, times: ALWAYS, status: 200, body: '{"data": [', contentType: 'application/json' },
		'sent an answer that is incomplete',
		{ cause: 'temporarily-unavailable' },
	],
	[
		'HTML from a proxy',
		{ path: LIST, times: ALWAYS, status: 200, body: '<html>Hi</html>', contentType: 'text/html' },
		"sent an answer that is not the API's",
		{ cause: 'configuration-invalid' },
	],
	[
		'a key that was revoked',
		{ path: LIST, times: ALWAYS, status: 401, body: { error: { message: 'Revoked' } } },
		'OpenAI rejected the API key',
		{ cause: 'credential-invalid' },
	],
];

test.each(FATAL)(
	'%s: said as such, nothing moves, nothing is lost',
	async (_, fault, message, failure) => {
		// More than a page of new jobs since the last poll, and an old one that goes on.
		const { id } = sandbox.seedJob({ status: 'running', created_at: 1_750_000_000 });
		const trigger = engine.trigger({}, { budgetMs: 3_000 });
		await trigger.activate();
		const before = JSON.stringify(trigger.staticData);
		sandbox.clock.advance(10_000);
		seedHistory(150, 1_770_000_000);
		sandbox.setStatus(id, 'failed');
		sandbox.faults.add(fault);
		await expect(trigger.poll()).rejects.toMatchObject({
			message: expect.stringContaining(message),
			description: expect.any(String),
			failure,
		});
		expect(JSON.stringify(trigger.staticData)).toBe(before);
		sandbox.faults.clear();
		const items = reported(await trigger.poll());
		expect(items).toHaveLength(151);
		expect(new Set(items).size).toBe(151);
		expect(items).toContain(`${id}:failed`);
		expect(await trigger.poll()).toEqual([]);
	},
);

test('a rate limit with a long pause: told as such, nothing moves, and nobody asks for a minute', async () => {
	const trigger = engine.trigger();
	await trigger.activate();
	const before = JSON.stringify(trigger.staticData);
	sandbox.seedJob({ status: 'succeeded' });
	const headers = { 'retry-after': '120' };
	sandbox.faults.add({ path: LIST, times: 1, status: 429, headers, body: {} });
	const slowDown = {
		message: expect.stringContaining('The provider asks to slow down'),
		failure: { cause: 'rate-limited', retryAfterMs: expect.any(Number) },
	};
	await expect(trigger.poll()).rejects.toMatchObject(slowDown);
	const asked = sandbox.requests.length;
	await expect(trigger.poll()).rejects.toMatchObject(slowDown);
	expect([sandbox.requests.length, JSON.stringify(trigger.staticData)]).toEqual([asked, before]);
});

test.each<[string, Fault]>([
	['429 with Retry-After', { path: LIST, times: 1, status: 429, headers: { 'retry-after': '1' } }],
	['500', { path: LIST, times: 1, status: 500 }],
	['a dropped connection', { path: LIST, times: 1, drop: 'after' }],
])('one %s is retried within the poll', async (_, fault) => {
	const trigger = engine.trigger();
	await trigger.activate();
	const { id } = sandbox.seedJob({ status: 'succeeded' });
	sandbox.faults.add(fault);
	expect(reported(await trigger.poll())).toEqual([`${id}:succeeded`]);
});

test('slow pages: a poll ends in time and the next goes on, without a miss or a repeat', async () => {
	seedHistory(600);
	const old = sandbox.seedJob({ status: 'running', created_at: 1_750_000_000 });
	const ends = sandbox.seedJob({ status: 'running', created_at: 1_750_000_001 });
	const trigger = engine.trigger({}, { budgetMs: 1_500 });
	sandbox.faults.add({ path: LIST, times: 10_000, delayMs: 250 });
	const started = Date.now();
	expect(await trigger.activate()).toEqual([]);
	expect(Date.now() - started).toBeLessThan(1_500);
	// Both behind pages that the activation did not reach, or not there yet.
	const during = sandbox.seedJob({ status: 'succeeded' });
	sandbox.setStatus(ends.id, 'failed');
	const items: string[] = [];
	for (let poll = 0; poll < 8; poll += 1) items.push(...reported(await trigger.poll()));
	expect(items.sort()).toEqual([`${during.id}:succeeded`, `${ends.id}:failed`].sort());
	sandbox.setStatus(old.id, 'cancelled');
	for (let poll = 0; poll < 3; poll += 1) items.push(...reported(await trigger.poll()));
	expect(items.slice(2)).toEqual([`${old.id}:cancelled`]);
});

test('a vanished job never breaks a poll, and its end is reported when it comes back', async () => {
	const { id } = sandbox.seedJob({ status: 'running' });
	const trigger = engine.trigger();
	await trigger.activate();
	sandbox.list.hidden.add(id);
	for (let poll = 0; poll < 15; poll += 1) expect(await trigger.poll()).toEqual([]);
	sandbox.list.hidden.delete(id);
	sandbox.setStatus(id, 'succeeded');
	expect(reported(await trigger.poll())).toEqual([`${id}:succeeded`]);
});

test.each<[string, Partial<Sandbox['list']>]>([
	['oldest first', { order: 'oldest' }],
	['always more', { alwaysHasMore: true }],
	['small pages', { maxLimit: 10 }],
])('a list that is %s: nothing missed, nothing repeated', async (_, quirk) => {
	Object.assign(sandbox.list, quirk);
	seedHistory(120);
	const { id } = sandbox.seedJob({ status: 'running', created_at: 1_750_000_000 });
	const trigger = engine.trigger();
	await trigger.activate();
	const fresh = sandbox.seedJob({ status: 'failed' });
	sandbox.setStatus(id, 'succeeded');
	expect(reported(await trigger.poll()).sort()).toEqual(
		[`${fresh.id}:failed`, `${id}:succeeded`].sort(),
	);
	expect(await trigger.poll()).toEqual([]);
});

test.each<[string, unknown]>([
	['nonsense', 'nonsense'],
	['another version', { version: 99, jobs: {} }],
	['half a state', { version: 1, jobs: { 'ftjob-1': null } }],
])('a stored state that is %s: begins anew, without old news', async (_, tracker) => {
	seedHistory(5);
	const { id } = sandbox.seedJob({ status: 'running' });
	const trigger = engine.trigger({}, { staticData: { tracker } as never });
	expect(await trigger.poll()).toEqual([]);
	sandbox.setStatus(id, 'succeeded');
	expect(reported(await trigger.poll())).toEqual([`${id}:succeeded`]);
});

test('a change of what is watched begins anew', async () => {
	sandbox.seedJob({ status: 'succeeded' });
	const staticData = {};
	await engine.trigger({ filters: { model: 'other' } }, { staticData }).activate();
	expect(await engine.trigger({}, { staticData }).poll()).toEqual([]);
});

test('re-activation after days catches up with what ended meanwhile', async () => {
	const { id } = sandbox.seedJob({ status: 'running' });
	const trigger = engine.trigger();
	await trigger.activate();
	sandbox.clock.advance(5 * 86_400);
	sandbox.setStatus(id, 'succeeded');
	const other = sandbox.seedJob({ status: 'failed' });
	expect(reported(await trigger.activate()).sort()).toEqual(
		[`${id}:succeeded`, `${other.id}:failed`].sort(),
	);
});

test('10,000 finished and 200 unfinished jobs: the state stays small, and a steady poll costs little', async () => {
	seedHistory(10_000, 1_700_000_000);
	for (let index = 0; index < 200; index += 1) {
		sandbox.seedJob({ status: 'running', created_at: 1_760_000_000 + index });
	}
	const trigger = engine.trigger();
	await trigger.activate();
	await trigger.poll();
	expect(JSON.stringify(trigger.staticData).length).toBeLessThan(64 * 1024);
	const before = sandbox.requests.length;
	await trigger.poll();
	// The newest page shows a hundred of them; the next one, the rest.
	expect(sandbox.requests.length - before).toBeLessThanOrEqual(3);
});
