/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { createServer, request, type Server } from 'node:http';
import { once } from 'node:events';
import type { AddressInfo } from 'node:net';

import { MALFORMED, only, startSandbox, type Fault, type Sandbox } from '../../sandbox';
import { createEngine } from './harness';
import { PollContext } from 'n8n-core';

jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

const NOW = 1_770_000_000;
const LIST = /fine_tuning\/jobs$/;

let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;
const warn = jest.fn<void, [message: string, details?: unknown]>();

beforeAll(() => {
	jest
		.spyOn(Object.getPrototypeOf(PollContext.prototype) as PollContext, 'logger', 'get')
		.mockReturnValue({ warn, info: warn, error: warn, debug: warn } as never);
});
beforeEach(async () => {
	warn.mockClear();
	sandbox = await startSandbox({ startTime: NOW, seed: 1 });
	engine = createEngine(sandbox);
});

afterEach(async () => await sandbox.close());

type Trigger = ReturnType<ReturnType<typeof createEngine>['trigger']>;

const reported = (items: Array<{ json: Record<string, unknown> }>) =>
	items.map(({ json }) => String(json.eventId));

/** What so many polls report. */
async function polls(trigger: Trigger, count: number): Promise<string[]> {
	const eventIds: string[] = [];
	for (let poll = 0; poll < count; poll += 1) eventIds.push(...reported(await trigger.poll()));
	return eventIds;
}

/** Finished jobs, a minute apart. */
function seedHistory(count: number, from = NOW - 1_000_000): void {
	for (let index = 0; index < count; index += 1) {
		sandbox.seedJob({ status: 'succeeded', created_at: from + index * 60 });
	}
}

/** Unfinished jobs that stand behind the first page, so that each is asked for by itself. */
function seedOld(count: number): string[] {
	const ids = Array.from(
		{ length: count },
		(_, index) => sandbox.seedJob({ status: 'running', created_at: NOW - 5_000_000 + index }).id,
	);
	seedHistory(250);
	return ids;
}

const callsOf = async (trigger: Trigger) => {
	const before = sandbox.requests.length;
	await trigger.poll();
	return sandbox.requests.length - before;
};

const EVENTS = { events: ['created', 'running', 'paused', 'succeeded', 'failed', 'cancelled'] };

describe("one job's error concerns that job", () => {
	const get = (id: string) => new RegExp(`jobs/${id}$`);

	test.each<[string, (id: string) => void]>([
		['403', (id) => sandbox.jobs.forbidden.add(id)],
		['500', (id) => sandbox.faults.add({ path: get(id), status: 500 })],
		['400', (id) => sandbox.faults.add({ path: get(id), status: 400 })],
		['no job', (id) => sandbox.faults.add({ path: get(id), status: 200, body: { id: 7 } })],
		['a broken connection', (id) => sandbox.faults.add({ path: get(id), drop: 'before' })],
	])('%s: the others go on, a warning says so, and it is tried again', async (_, refuse) => {
		const [bad = '', good = ''] = seedOld(2);
		const trigger = engine.trigger();
		await trigger.activate();
		refuse(bad);
		sandbox.setStatus(bad, 'succeeded');
		sandbox.setStatus(good, 'failed');
		const fresh = sandbox.seedJob({ status: 'cancelled' });
		expect((await polls(trigger, 3)).sort()).toEqual(
			[`${fresh.id}:cancelled`, `${good}:failed`].sort(),
		);
		expect(warn.mock.calls.map(([message]) => message).join()).toContain(`job ${bad} is left out`);
		sandbox.jobs.forbidden.clear();
		sandbox.faults.clear();
		expect(await polls(trigger, 3)).toEqual([`${bad}:succeeded`]);
	});

	test('a job that never answers is asked for less often in time, and again for ever', async () => {
		const [bad = ''] = seedOld(1);
		const trigger = engine.trigger();
		await trigger.activate();
		sandbox.jobs.forbidden.add(bad);
		for (let poll = 0; poll < 10; poll += 1) expect(await callsOf(trigger)).toBe(2);
		const later: number[] = [];
		for (let poll = 0; poll < 20; poll += 1) later.push(await callsOf(trigger));
		expect(later.filter((calls) => calls === 2)).toHaveLength(2);
		sandbox.jobs.forbidden.clear();
		sandbox.setStatus(bad, 'failed');
		expect(await polls(trigger, 10)).toEqual([`${bad}:failed`]);
	});

	test('a server that asks to slow down is not asked for the other jobs, and nothing is lost', async () => {
		const ids = seedOld(30);
		// Among thousands, so that asking one by one is cheaper than reading on.
		seedHistory(3000, NOW - 500_000);
		const trigger = engine.trigger({}, { budgetMs: 1_500 });
		await trigger.activate();
		for (const id of ids) sandbox.setStatus(id, 'cancelled');
		// Longer than the poll may take.
		sandbox.faults.add({ path: /jobs\/./, status: 429, headers: { 'retry-after-ms': '2000' } });
		expect(await callsOf(trigger)).toBeLessThanOrEqual(6);
		sandbox.faults.clear();
		await new Promise((done) => setTimeout(done, 2_100));
		expect((await polls(trigger, 4)).sort()).toEqual(ids.map((id) => `${id}:cancelled`).sort());
	});

	test('its log is forbidden: reported without, with a warning', async () => {
		const trigger = engine.trigger({ options: { includeEvents: 3, includeCheckpoints: true } });
		await trigger.activate();
		const { id } = sandbox.seedJob({ status: 'succeeded' });
		const other = sandbox.seedJob({ status: 'succeeded' });
		sandbox.jobs.forbidden.add(id);
		const items = await trigger.poll();
		expect(reported(items).sort()).toEqual([`${id}:succeeded`, `${other.id}:succeeded`].sort());
		expect(items.find(({ json }) => json.id === id)?.json).toMatchObject({
			events: null,
			checkpoints: null,
		});
		expect(items.find(({ json }) => json.id === other.id)?.json).toMatchObject({
			events: expect.any(Array),
		});
		expect(warn).toHaveBeenCalled();
		expect(await polls(trigger, 2)).toEqual([]);
	});

	test.each<[string, 'new' | 'known']>([
		['a new job', 'new'],
		['a known job', 'known'],
	])('%s whose log fails for a while is reported later, with it', async (_, kind) => {
		const trigger = engine.trigger({ options: { includeCheckpoints: true } });
		const known = sandbox.seedJob({ status: 'running' });
		await trigger.activate();
		const { id } = kind === 'new' ? sandbox.seedJob({ status: 'succeeded' }) : known;
		sandbox.setStatus(id, 'succeeded');
		const other = sandbox.seedJob({ status: 'failed' });
		sandbox.faults.add({ path: new RegExp(`${id}/checkpoints$`), status: 500 });
		expect(await polls(trigger, 2)).toEqual([`${other.id}:failed`]);
		sandbox.faults.clear();
		const items = await trigger.poll();
		expect(reported(items)).toEqual([`${id}:succeeded`]);
		expect(items[0]?.json.checkpoints).toEqual(expect.any(Array));
		expect(items[0]?.json.previousStatus).toBe(kind === 'new' ? null : 'running');
		expect(await polls(trigger, 2)).toEqual([]);
	});

	test('a log that never comes is not waited for for ever', async () => {
		const trigger = engine.trigger({ options: { includeEvents: 3 } });
		await trigger.activate();
		const { id } = sandbox.seedJob({ status: 'failed' });
		sandbox.faults.add({ path: /events$/, status: 502 });
		expect(await polls(trigger, 3)).toEqual([]);
		const items = await trigger.poll();
		expect(reported(items)).toEqual([`${id}:failed`]);
		expect(items[0]?.json.events).toBeNull();
		expect(await polls(trigger, 2)).toEqual([]);
	});

	test('a status that passes is reported at once, without its log', async () => {
		const trigger = engine.trigger({ events: ['running'], options: { includeEvents: 3 } });
		await trigger.activate();
		const { id } = sandbox.seedJob({ status: 'running' });
		sandbox.faults.add({ path: /events$/, status: 502 });
		expect(await polls(trigger, 1)).toEqual([`${id}:running`]);
	});

	test('a test event is shown even without its log', async () => {
		sandbox.seedJob({ status: 'failed' });
		sandbox.faults.add({ path: /events$/, status: 502 });
		const trigger = engine.trigger({ options: { includeEvents: 3 } });
		expect(await trigger.fetchTestEvent()).toHaveLength(1);
	});

	test('of two jobs watched by their IDs one is forbidden: the other goes on; both: the poll fails', async () => {
		const ids = [1, 2].map(() => sandbox.seedJob({ status: 'running' }).id);
		const [bad = '', good = ''] = ids;
		const trigger = engine.trigger({ filters: { jobIds: ids.join() } });
		await trigger.activate();
		sandbox.jobs.forbidden.add(bad);
		for (const id of ids) sandbox.setStatus(id, 'succeeded');
		expect(await polls(trigger, 1)).toEqual([`${good}:succeeded`]);
		await expect(trigger.poll()).rejects.toMatchObject({ httpCode: '403' });
		sandbox.jobs.forbidden.clear();
		expect(await polls(trigger, 2)).toEqual([`${bad}:succeeded`]);
	});
});

describe('what ended before activation is never news', () => {
	const EMPTY = { object: 'list', data: [], has_more: false };
	const LONE = { id: 'ftjob-lone', status: 'running', created_at: NOW - 10_000_000, model: 'm' };

	test.each<[string, Fault[]]>([
		['an empty list', [{ path: LIST, times: 1, status: 200, body: EMPTY }]],
		['an empty list, twice', [{ path: LIST, times: 2, status: 200, body: EMPTY }]],
		[
			'a list of almost only malformed jobs',
			[
				{
					path: LIST,
					times: 2,
					status: 200,
					body: { ...EMPTY, data: [LONE, ...Array.from({ length: 99 }, () => ({ id: 'x' }))] },
				},
			],
		],
		['the first page alone', [{ path: LIST, nth: 2, times: 1, status: 200, body: EMPTY }]],
	])('%s at activation', async (_, faults) => {
		seedHistory(300);
		const open = sandbox.seedJob({ status: 'running' });
		const trigger = engine.trigger();
		for (const fault of faults) sandbox.faults.add(fault);
		await trigger.activate();
		sandbox.faults.clear();
		expect(await polls(trigger, 2)).toEqual([]);
		sandbox.clock.advance(60);
		sandbox.setStatus(open.id, 'succeeded');
		const fresh = sandbox.seedJob({ status: 'failed' });
		expect((await polls(trigger, 2)).sort()).toEqual(
			[`${open.id}:succeeded`, `${fresh.id}:failed`].sort(),
		);
	});

	test.each<[string, unknown]>([
		['an object', {}],
		['a list without data', { object: 'list' }],
		['nothing but malformed jobs', { object: 'list', data: [{}, null] }],
	])('%s at activation: it fails, and the next try begins anew', async (_, body) => {
		seedHistory(300);
		const trigger = engine.trigger();
		sandbox.faults.add({ path: LIST, status: 200, body });
		await expect(trigger.activate()).rejects.toMatchObject({ name: 'NodeApiError' });
		expect(trigger.staticData).toEqual({});
		sandbox.faults.clear();
		await trigger.activate();
		expect(await polls(trigger, 2)).toEqual([]);
	});

	test('an account without jobs: the first is news', async () => {
		const trigger = engine.trigger(EVENTS);
		await trigger.activate();
		expect(await polls(trigger, 2)).toEqual([]);
		const { id } = sandbox.seedJob({ status: 'queued' });
		expect(await polls(trigger, 2)).toEqual([`${id}:queued`]);
	});
});

describe('the key is exchanged', () => {
	let other: Sandbox;
	let proxy: Server;
	let baseUrl: string;

	/** One address, and an account for each key. */
	beforeEach(async () => {
		other = await startSandbox({ startTime: NOW, seed: 2 });
		const accounts: Record<string, Sandbox> = {
			'Bearer sk-first': sandbox,
			'Bearer sk-rotated': sandbox,
			'Bearer sk-other': other,
		};
		proxy = createServer((incoming, outgoing) => {
			const account = accounts[incoming.headers.authorization ?? ''] ?? sandbox;
			const authorization = `Bearer ${account.apiKey}`;
			const target = new URL(incoming.url ?? '/', account.baseUrl);
			const headers = { ...incoming.headers, authorization };
			const onward = request(target, { method: incoming.method, headers }, (answer) => {
				outgoing.writeHead(answer.statusCode ?? 500, answer.headers);
				answer.pipe(outgoing);
			});
			incoming.pipe(onward);
		}).listen(0, '127.0.0.1');
		await once(proxy, 'listening');
		baseUrl = `http://127.0.0.1:${(proxy.address() as AddressInfo).port}/v1`;
	});

	afterEach(async () => {
		proxy.closeAllConnections();
		proxy.close();
		await other.close();
	});

	const withKey = (apiKey: string, staticData: Trigger['staticData']) =>
		createEngine({ baseUrl, apiKey }).trigger({}, { staticData });

	test('a new key of the same account: nothing is missed or repeated', async () => {
		seedHistory(250);
		const open = sandbox.seedJob({ status: 'running', created_at: NOW - 900_000 });
		const before = withKey('sk-first', {});
		await before.activate();
		const early = sandbox.seedJob({ status: 'failed' });
		expect(await polls(before, 1)).toEqual([`${early.id}:failed`]);
		sandbox.clock.advance(3600);
		sandbox.setStatus(open.id, 'succeeded');
		const fresh = sandbox.seedJob({ status: 'cancelled' });
		const after = withKey('sk-rotated', before.staticData);
		expect((await polls(after, 3)).sort()).toEqual(
			[`${open.id}:succeeded`, `${fresh.id}:cancelled`].sort(),
		);
	});

	test("another account's: nothing old, what ended since the last poll, and its running jobs", async () => {
		seedHistory(50);
		sandbox.seedJob({ status: 'running' });
		for (let index = 0; index < 250; index += 1) {
			other.seedJob({ status: 'succeeded', created_at: NOW - 900_000 + index * 60 });
		}
		const running = other.seedJob({ status: 'running', created_at: NOW - 800_000 });
		const before = withKey('sk-first', {});
		await before.activate();
		await before.poll();
		for (const { clock } of [sandbox, other]) clock.advance(86_400);
		const meanwhile = other.seedJob({ status: 'failed' });
		const after = withKey('sk-other', before.staticData);
		expect(await polls(after, 3)).toEqual([`${meanwhile.id}:failed`]);
		other.setStatus(running.id, 'succeeded');
		expect(await polls(after, 2)).toEqual([`${running.id}:succeeded`]);
	});

	test('the key itself is not in the state', async () => {
		const trigger = withKey('sk-first', {});
		await trigger.activate();
		expect(JSON.stringify(trigger.staticData)).not.toContain('sk-first');
	});
});

describe('a cursor that is refused', () => {
	const SECOND = /jobs\?.*after=/;

	test.each([400, 404])('%d once on the second page: nothing lost, nothing old', async (status) => {
		seedHistory(250);
		const trigger = engine.trigger();
		await trigger.activate();
		sandbox.clock.advance(100_000);
		seedHistory(250, NOW);
		sandbox.faults.add({ path: SECOND, times: 1, status });
		const eventIds = await polls(trigger, 3);
		expect(eventIds).toHaveLength(250);
		expect(new Set(eventIds).size).toBe(250);
	});

	test.each([400, 404])('%d at each try: the poll fails, and nothing is lost', async (status) => {
		seedHistory(250);
		const trigger = engine.trigger();
		await trigger.activate();
		sandbox.clock.advance(100_000);
		seedHistory(250, NOW);
		sandbox.faults.add({ path: SECOND, status });
		await expect(trigger.poll()).rejects.toMatchObject({ httpCode: String(status) });
		sandbox.faults.clear();
		expect(await polls(trigger, 2)).toHaveLength(250);
	});

	test.each([false, true])(
		'the job at it is gone: the list is read again from its start (at activation: %p)',
		async (atActivation) => {
			seedHistory(250);
			const open = sandbox.seedJob({ status: 'running', created_at: NOW - 999_990 });
			const trigger = engine.trigger();
			if (!atActivation) await trigger.activate();
			sandbox.clock.advance(100_000);
			if (!atActivation) seedHistory(250, NOW);
			// The job at the end of the first page, deleted before the second is asked for.
			const [, , cursor = ''] = [...sandbox.store.byAge].reverse().slice(97, 100);
			const id = typeof cursor === 'string' ? cursor : cursor.base.id;
			sandbox.faults.add({ path: new RegExp(`after=${id}`), times: 1, status: 404 });
			sandbox.faults.add({ path: new RegExp(`jobs/${id}$`), status: 404 });
			const eventIds = atActivation ? reported(await trigger.activate()) : await polls(trigger, 2);
			expect(new Set(eventIds).size).toBe(atActivation ? 0 : 250);
			expect(eventIds).toHaveLength(atActivation ? 0 : 250);
			sandbox.faults.clear();
			sandbox.setStatus(open.id, 'failed');
			expect(await polls(trigger, 2)).toEqual([`${open.id}:failed`]);
		},
	);
});

describe('malformed jobs', () => {
	test.each(Object.entries(MALFORMED))('%s: left out, and the others go on', async (_, shown) => {
		seedHistory(120);
		const trigger = engine.trigger();
		const odd = sandbox.seedJob({ status: 'running' });
		const open = sandbox.seedJob({ status: 'running' });
		sandbox.jobs.shownAs = only(odd.id, shown);
		await trigger.activate();
		sandbox.clock.advance(60);
		sandbox.setStatus(open.id, 'succeeded');
		const fresh = sandbox.seedJob({ status: 'failed' });
		expect((await polls(trigger, 3)).sort()).toEqual(
			[`${open.id}:succeeded`, `${fresh.id}:failed`].sort(),
		);
		// Sound again: its end is news.
		sandbox.jobs.shownAs = undefined;
		sandbox.setStatus(odd.id, 'cancelled');
		expect(await polls(trigger, 2)).toEqual([`${odd.id}:cancelled`]);
	});

	test.each(['__proto__', 'constructor', 'toString'])('a job with the ID %s', async (id) => {
		sandbox.seedJob({ id, status: 'running' });
		const trigger = engine.trigger();
		await trigger.activate();
		trigger.staticData.tracker = JSON.parse(JSON.stringify(trigger.staticData.tracker)) as never;
		sandbox.setStatus(id, 'succeeded');
		expect(await polls(trigger, 2)).toEqual([`${id}:succeeded`]);
	});
});

describe('times', () => {
	const DATES: Array<[string, Sandbox['date']]> = [
		['as it should be', {}],
		['missing', { header: null }],
		['garbage', { header: 'garbage' }],
		['of a clock that was never set', { header: 'Thu, 01 Jan 1970 00:00:10 GMT' }],
		['of a far future', { header: 'Fri, 31 Dec 9999 23:59:59 GMT' }],
		['an hour ahead', { aheadSeconds: 3600 }],
		['an hour behind', { aheadSeconds: -3600 }],
	];

	describe.each(DATES)('the Date is %s', (_, date) => {
		beforeEach(() => Object.assign(sandbox.date, date));

		test.each([0, 5, 250])('after %d old jobs, each change is reported once', async (count) => {
			seedHistory(count);
			const open = count > 0 ? sandbox.seedJob({ status: 'running' }) : undefined;
			const trigger = engine.trigger(EVENTS);
			await trigger.activate();
			const ended = sandbox.seedJob({ status: 'failed' });
			expect(await polls(trigger, 2)).toEqual([`${ended.id}:failed`]);
			sandbox.clock.advance(30);
			const fresh = sandbox.seedJob({ status: 'running' });
			expect(await polls(trigger, 2)).toEqual([`${fresh.id}:running`]);
			sandbox.clock.advance(30);
			for (const job of [fresh, open]) if (job) sandbox.setStatus(job.id, 'succeeded');
			expect((await polls(trigger, 2)).sort()).toEqual(
				[fresh, open].flatMap((job) => (job ? [`${job.id}:succeeded`] : [])).sort(),
			);
		});

		test('a job dated an hour ahead hides no other', async () => {
			seedHistory(150);
			sandbox.list.showsFuture = true;
			const trigger = engine.trigger(EVENTS);
			await trigger.activate();
			const ahead = sandbox.seedJob({ status: 'queued', created_at: NOW + 3600 });
			expect(await polls(trigger, 2)).toEqual([`${ahead.id}:queued`]);
			for (let round = 0; round < 3; round += 1) {
				sandbox.clock.advance(60);
				const { id } = sandbox.seedJob({ status: 'succeeded' });
				expect(await polls(trigger, 2)).toEqual([`${id}:succeeded`]);
			}
		});
	});

	test('several jobs dated ahead hide no other, where the server tells the time', async () => {
		seedHistory(150);
		sandbox.list.showsFuture = true;
		for (let index = 0; index < 30; index += 1) {
			sandbox.seedJob({ status: 'running', created_at: NOW + 3600 + index });
		}
		const trigger = engine.trigger();
		await trigger.activate();
		sandbox.clock.advance(60);
		const { id } = sandbox.seedJob({ status: 'succeeded' });
		expect(await polls(trigger, 2)).toEqual([`${id}:succeeded`]);
	});

	test('a job listed three minutes late is reported, though others were created meanwhile', async () => {
		seedHistory(150);
		const trigger = engine.trigger();
		await trigger.activate();
		const late = sandbox.seedJob({ status: 'failed' });
		sandbox.list.hidden.add(late.id);
		sandbox.clock.advance(180);
		const others = [1, 2, 3].map(() => sandbox.seedJob({ status: 'succeeded' }).id);
		expect(await polls(trigger, 1)).toHaveLength(3);
		sandbox.list.hidden.clear();
		expect(await polls(trigger, 2)).toEqual([`${late.id}:failed`]);
		expect(others).toHaveLength(3);
	});

	test('a job listed hours late is followed while it is unfinished', async () => {
		const trigger = engine.trigger(EVENTS);
		seedHistory(20);
		await trigger.activate();
		const late = sandbox.seedJob({ status: 'running' });
		sandbox.list.hidden.add(late.id);
		sandbox.clock.advance(7200);
		const others = [1, 2].map(() => sandbox.seedJob({ status: 'succeeded' }).id);
		expect(await polls(trigger, 1)).toHaveLength(others.length);
		sandbox.list.hidden.clear();
		expect(await polls(trigger, 2)).toEqual([`${late.id}:running`]);
		sandbox.setStatus(late.id, 'failed');
		expect(await polls(trigger, 2)).toEqual([`${late.id}:failed`]);
	});
});

describe('the order of the list', () => {
	test('pairs that changed places: one call a poll, and nothing is missed or repeated', async () => {
		sandbox.list.swapsPairs = true;
		seedHistory(2000);
		const trigger = engine.trigger();
		await trigger.activate();
		expect(await callsOf(trigger)).toBe(1);
		sandbox.clock.advance(100_000);
		for (const count of [1, 2, 99, 100, 101, 130]) {
			const ids = Array.from({ length: count }, () => sandbox.seedJob({ status: 'failed' }).id);
			expect((await polls(trigger, 2)).sort()).toEqual(ids.map((id) => `${id}:failed`).sort());
			sandbox.clock.advance(5_000);
		}
		expect(await callsOf(trigger)).toBeLessThanOrEqual(3);
	});

	test('a list out of order at an activation without time: its unfinished jobs are followed', async () => {
		sandbox.list.swapsPairs = true;
		const early = sandbox.seedJob({ status: 'running', created_at: NOW - 2_000_000 });
		seedHistory(600);
		const trigger = engine.trigger({}, { budgetMs: 600 });
		sandbox.faults.add({ path: LIST, delayMs: 150 });
		await trigger.activate();
		expect(await polls(trigger, 6)).toEqual([]);
		sandbox.faults.clear();
		sandbox.setStatus(early.id, 'succeeded');
		expect(await polls(trigger, 2)).toEqual([`${early.id}:succeeded`]);
	});

	test('a steady poll costs one call, in order or not, with one job dated wrongly on top', async () => {
		seedHistory(2000);
		sandbox.list.showsFuture = true;
		sandbox.seedJob({ status: 'succeeded', created_at: NOW + 86_400 });
		const trigger = engine.trigger();
		await trigger.activate();
		expect(await callsOf(trigger)).toBe(1);
	});

	test('new jobs at the end of a list that fits a page', async () => {
		seedHistory(30);
		const trigger = engine.trigger();
		await trigger.activate();
		sandbox.clock.advance(60);
		const { id } = sandbox.seedJob({ status: 'failed' });
		const newestFirst = [...sandbox.store.byAge].reverse().map(({ base }) => base);
		const data = [...newestFirst.slice(1), newestFirst[0]];
		sandbox.faults.add({ path: LIST, status: 200, body: { object: 'list', data } });
		expect(await polls(trigger, 2)).toEqual([`${id}:failed`]);
	});

	test('has_more is always false: the newest page is right, and what was seen is followed', async () => {
		sandbox.list.neverHasMore = true;
		seedHistory(250);
		const open = sandbox.seedJob({ status: 'running' });
		const trigger = engine.trigger();
		await trigger.activate();
		sandbox.clock.advance(100_000);
		seedHistory(150, NOW);
		expect(await polls(trigger, 2)).toHaveLength(100);
		sandbox.setStatus(open.id, 'failed');
		expect(await polls(trigger, 2)).toEqual([`${open.id}:failed`]);
	});
});

test('a job paused a second time has another event ID, and so when it runs again', async () => {
	const { id } = sandbox.seedJob({ status: 'queued' });
	const trigger = engine.trigger(EVENTS);
	await trigger.activate();
	const eventIds: string[] = [];
	for (const status of [
		'running',
		'paused',
		'queued',
		'running',
		'paused',
		'running',
		'succeeded',
	]) {
		sandbox.setStatus(id, status);
		eventIds.push(...(await polls(trigger, 2)));
	}
	expect(eventIds).toEqual(
		['running', 'paused', 'running:2', 'paused:2', 'running:3', 'succeeded'].map(
			(end) => `${id}:${end}`,
		),
	);
});

test('a poll that hangs beyond its time locks nobody out, and changes nothing when it comes back', async () => {
	const { id } = sandbox.seedJob({ status: 'running' });
	const trigger = engine.trigger({}, { budgetMs: 300 });
	await trigger.activate();
	sandbox.setStatus(id, 'succeeded');
	sandbox.faults.add({
		path: LIST,
		times: 1,
		dripBody: { bytes: 20, intervalMs: 20 },
	});
	const hanging = trigger.poll();
	expect(await polls(trigger, 1)).toEqual([]);
	await new Promise((resolve) => {
		setTimeout(resolve, 320);
	});
	expect(await polls(trigger, 1)).toEqual([`${id}:succeeded`]);
	const state = JSON.stringify(trigger.staticData);
	expect(reported(await hanging.catch(() => []))).toEqual([]);
	expect(JSON.stringify(trigger.staticData)).toBe(state);
	expect(await polls(trigger, 1)).toEqual([]);
});
