import type { IHttpRequestOptions } from 'n8n-workflow';

import { openApi } from '../../../../nodes/shared/api';
import type { Caller } from '../../../../nodes/shared/api/caller';
import { prepareCreate } from '../../../../nodes/shared/api/createJob';
import type { JobRequest } from '../../../../nodes/shared/domain/jobRequest';
import type { JobPart, Protocol } from '../../../../nodes/shared/providers/protocol';
import {
	aConnection,
	aContext,
	aJobRequest,
	aProvider,
	lost,
	never,
	ok,
	refused,
	wireJob,
	type Answer,
} from '../../builders';

jest.mock('../../../../nodes/shared/timing', () => ({
	...jest.requireActual<object>('../../../../nodes/shared/timing'),
	SLICE_MS: 100,
	FIRST_DELAY_MS: 0,
	LONGEST_DELAY_MS: 0,
	PROBE_PAUSES_MS: [0, 0],
}));

const CUSTOM = { provider: 'custom', baseUrl: 'https://proxy.example.com/v1' };

type List = (after: unknown, nth: number, filtered: boolean) => Answer | Error;

/** A create with the key `x` at a server that answers lists so, and takes jobs or loses the connection. */
async function prepared(
	list: List,
	{
		create,
		credential = {},
		key = 'x',
	}: {
		create?: (nth: number) => Answer | Error;
		credential?: Record<string, unknown>;
		key?: string | null;
	} = {},
) {
	const calls: string[] = [];
	const { context } = aContext(({ method = 'GET', qs }: IHttpRequestOptions) => {
		calls.push(method);
		const nth = calls.filter((call) => call === method).length;
		const filtered = qs !== undefined && 'metadata[n8n_create_key]' in qs;
		const answer = method === 'GET' ? list(qs?.after, nth, filtered) : create?.(nth);
		if (answer instanceof Error) throw answer;
		return answer;
	}, credential);
	const creation = (await openApi(context)).jobs.prepare(aJobRequest(), key ?? undefined);
	if (!creation.ok) throw new Error(creation.problem);
	return { ...creation.value, calls };
}

const keyed = (id: string, created_at: number, key?: unknown) =>
	wireJob({ id, created_at, metadata: key === undefined ? null : { n8n_create_key: key } });
const listed = (...data: unknown[]) => ok({ data, has_more: false });

test('the job with the key is found, and no other', async () => {
	const jobs = [keyed('a', 3, 'other'), keyed('b', 2, 'x'), keyed('c', 1)];
	const { find, calls } = await prepared(() => listed(...jobs));
	expect(await find()).toMatchObject({ state: 'found', value: { id: 'b' } });
	expect(calls).toHaveLength(1);
});

test('a list that lags behind is looked at again', async () => {
	const { find, calls } = await prepared((_, nth) =>
		nth === 1 ? listed(keyed('a', 1)) : listed(keyed('b', 2, 'x'), keyed('a', 1)),
	);
	expect(await find()).toMatchObject({ state: 'found', value: { id: 'b' } });
	expect(calls).toHaveLength(2);
});

test.each<[string, unknown[], 'absent' | 'unknown']>([
	['another key, which proves that this server keeps keys', [keyed('a', 1, 'other')], 'absent'],
	['no jobs', [], 'unknown'],
	['jobs without a key', [keyed('a', 1)], 'unknown'],
	['other metadata only', [wireJob({ metadata: { team: 'x' } })], 'unknown'],
	['a key that is no text', [keyed('a', 1, 7)], 'unknown'],
	// It may be the job: nobody can tell.
	[
		'a job that cannot be read',
		[keyed('a', 2, 'other'), { ...keyed('b', 1, 'x'), status: null }],
		'unknown',
	],
])('a list with %s', async (_, jobs, state) => {
	for (const credential of [{}, CUSTOM]) {
		const { find } = await prepared(() => listed(...jobs), { credential });
		expect(await find()).toEqual({ state });
	}
});

test.each<[string, Answer | Error]>([
	['cannot be had', lost('ECONNREFUSED')],
	['is none', ok({})],
	['is an error', ok({ error: { message: 'No' } })],
	['holds nothing that can be read', listed({ id: 7 })],
])('a list that %s proves nothing', async (_, answer) => {
	const { find } = await prepared(() => answer);
	expect(await find()).toEqual({ state: 'unknown' });
});

/** Jobs `0`, `1`, … from oldest to newest, two to a page. */
function oldestFirst(count: number, keyAt: number): List {
	return (after) => {
		const from = after === undefined ? 0 : Number(after) + 1;
		const data = [from, from + 1]
			.filter((at) => at < count)
			.map((at) => keyed(String(at), at, at === keyAt ? 'x' : undefined));
		return ok({ data, has_more: from + 2 < count });
	};
}

test('a list that begins with the oldest is read to its end', async () => {
	const { find, calls } = await prepared(oldestFirst(9, 8));
	expect(await find()).toMatchObject({ state: 'found', value: { id: '8' } });
	expect(calls).toHaveLength(5);
});

test('and so is one of which a page in the middle holds a single job', async () => {
	const pages = [['a', 'b'], ['c'], ['d', 'e']];
	const { find } = await prepared((after) => {
		const at = after === undefined ? 0 : pages.findIndex((page) => page.at(-1) === after) + 1;
		const data = pages[at]?.map((id) => keyed(id, id.charCodeAt(0), id === 'e' ? 'x' : undefined));
		return ok({ data, has_more: at < 2 });
	});
	expect(await find()).toMatchObject({ state: 'found', value: { id: 'e' } });
});

test.each([
	['the newest', 2],
	// Created within one second.
	['several that are equally new', 1],
])('one that begins with %s is read no further than its first page', async (_, newest) => {
	const { find, calls } = await prepared(() =>
		ok({ data: [keyed('b', newest, 'other'), keyed('a', 1)], has_more: true }),
	);
	expect(await find()).toEqual({ state: 'absent' });
	// Once for each of the pauses.
	expect(calls).toHaveLength(2);
});

test.each([
	['as long as is read', 40, 'absent'],
	['too long to be read, which proves nothing', 42, 'unknown'],
])('a list from the oldest that is %s', async (_, count, state) => {
	const list = oldestFirst(count, 99);
	const { find, calls } = await prepared((after, nth, filtered) =>
		after === undefined
			? ok({ data: [keyed('0', 0, 'other'), keyed('1', 1)], has_more: true })
			: list(after, nth, filtered),
	);
	expect(await find()).toEqual({ state });
	expect(calls).toHaveLength(2 * 20);
});

test('a server that cannot answer just now is asked once for each of the pauses', async () => {
	const { find, calls } = await prepared(() => refused(502));
	expect(await find()).toEqual({ state: 'unknown' });
	expect(calls).toHaveLength(2);
});

test('a server that never answers is probed for no longer than about a minute', async () => {
	const { context } = aContext(never);
	const creation = (await openApi(context)).jobs.prepare(aJobRequest(), 'x');
	if (!creation.ok) throw new Error(creation.problem);
	jest.useFakeTimers();
	try {
		const probes: unknown[] = [];
		void creation.value.find().then((probe) => probes.push(probe));
		// Two probes, a quarter of a minute each.
		await jest.advanceTimersByTimeAsync(29_000);
		expect(probes).toEqual([]);
		await jest.advanceTimersByTimeAsync(2_000);
		expect(probes).toEqual([{ state: 'unknown' }]);
	} finally {
		jest.useRealTimers();
	}
});

describe('a job that may have been created long ago', () => {
	test('is looked up among the newest, and then by the filter of the list', async () => {
		const asked: unknown[] = [];
		const { context } = aContext(({ qs }) => {
			asked.push(qs);
			const filtered = qs !== undefined && 'metadata[n8n_create_key]' in qs;
			return filtered ? listed(keyed('old', 1, 'x')) : listed(keyed('new', 9, 'other'));
		});
		const creation = (await openApi(context)).jobs.prepare(aJobRequest(), 'x');
		expect(creation.ok && (await creation.value.lookUp())).toMatchObject({
			state: 'found',
			value: { id: 'old' },
		});
		expect(asked).toEqual([
			expect.not.objectContaining({ 'metadata[n8n_create_key]': 'x' }),
			expect.objectContaining({ 'metadata[n8n_create_key]': 'x' }),
		]);
	});

	test('is none where no list shows it, whatever the filter of the list is worth', async () => {
		const { lookUp } = await prepared(() => listed(keyed('a', 1, 'other'), keyed('b', 1)));
		expect(await lookUp()).toEqual({ state: 'absent' });
	});

	test('is given at once where it is among the newest', async () => {
		const { lookUp, calls } = await prepared(() => listed(keyed('a', 2, 'x'), keyed('b', 1)));
		expect(await lookUp()).toMatchObject({ state: 'found', value: { id: 'a' } });
		expect(calls).toHaveLength(1);
	});

	test('is not known where the filter also gives what cannot be read', async () => {
		const odd = { ...keyed('b', 1, 'x'), status: null };
		const { lookUp } = await prepared((_after, _nth, filtered) =>
			filtered ? listed(keyed('a', 2), odd) : listed(keyed('a', 2)),
		);
		expect(await lookUp()).toEqual({ state: 'unknown' });
	});

	test('is looked for with the patience of any read', async () => {
		const { lookUp, calls } = await prepared((_, nth) =>
			nth % 3 === 0 ? listed(keyed('a', 1, 'other')) : refused(502),
		);
		expect(await lookUp()).toEqual({ state: 'absent' });
		expect(calls).toHaveLength(6);
	});

	test.each<[string, List, RegExp]>([
		['list cannot be had', () => refused(400), /^Could not find the job$/],
		['list is none', () => ok({}), /not the API's/],
		[
			'filtered list cannot be had',
			(_after, _nth, filtered) => (filtered ? refused(400) : listed()),
			/^Could not find the job$/,
		],
	])('is an error where the %s', async (_, list, message) => {
		const { lookUp } = await prepared(list);
		await expect(lookUp()).rejects.toMatchObject({ message: expect.stringMatching(message) });
	});
});

test('without a key nothing is looked for', async () => {
	const { find, lookUp, calls, ...creation } = await prepared(() => listed(), { key: null });
	expect(creation).toMatchObject({ keyed: false, repeatable: false, sign: undefined });
	expect(await find()).toEqual({ state: 'unknown' });
	expect(await lookUp()).toEqual({ state: 'unknown' });
	expect(calls).toEqual([]);
});

describe('a request is prepared', () => {
	const openAi = aProvider('openAi');
	const pairs = (count: number) =>
		Object.fromEntries(Array.from({ length: count }, (_, at) => [`pair${at}`, 'x']));
	const of = (jobs: Partial<JobPart>): Protocol => ({
		...openAi,
		jobs: { ...openAi.jobs, ...jobs },
	});
	/** One that takes no key of more than three characters. */
	const strict = of({
		create: (request) =>
			(request.idempotencyKey ?? '').length > 3
				? { ok: false, problem: 'The key is too long', advice: 'Shorten it.' }
				: openAi.jobs.create(request),
	});
	const KEY = { n8n_create_key: 'long' };

	/** Prepares it, and sends it. @returns whether it is keyed, and the metadata that was sent; or what is wrong */
	async function sentBy(provider: Protocol, request: Partial<JobRequest>, key?: string) {
		const { context, sent } = aContext(() => ok(wireJob()));
		const connection = aConnection(context);
		const caller: Caller = { context, provider, connection, warned: new Set() };
		const prepared = prepareCreate(caller, aJobRequest(request), key);
		expect(sent).toEqual([]);
		if (!prepared.ok) return prepared.problem;
		await prepared.value.create(() => undefined);
		const [body] = sent.map((call) => call.body as { metadata?: object });
		return [prepared.value.keyed, body?.metadata];
	}

	test.each<[string, Protocol, Partial<JobRequest>, string | undefined, unknown]>([
		['with the key', openAi, {}, 'long', [true, KEY]],
		['with none where none is wanted', openAi, {}, undefined, [false, undefined]],
		[
			'with none where the provider keeps none',
			of({ idempotency: undefined }),
			{},
			'long',
			[false, undefined],
		],
		[
			'with the key beside other pairs',
			openAi,
			{ metadata: pairs(15) },
			'long',
			[true, { ...pairs(15), ...KEY }],
		],
		[
			'with none where there is no room',
			openAi,
			{ metadata: pairs(16) },
			'long',
			[false, pairs(16)],
		],
		['unless it breaks a limit', openAi, { seed: -1 }, 'long', "'Seed' is -1"],
		['unless it breaks a limit without a key', openAi, { seed: -1 }, undefined, "'Seed' is -1"],
		['unless it breaks one with its key', strict, {}, 'long', 'The key is too long'],
		['unless it breaks another without it', strict, { seed: -1 }, 'long', "'Seed' is -1"],
		['with a key that fits', strict, {}, 'abc', [true, { n8n_create_key: 'abc' }]],
	])('%s', async (_, provider, request, key, expected) => {
		expect(await sentBy(provider, request, key)).toEqual(expected);
	});
});

describe('a create', () => {
	test('gives the job that was created', async () => {
		const { create, calls } = await prepared(() => listed(), { create: () => ok(wireJob()) });
		const created = await create(() => undefined);
		expect(created).toMatchObject({ job: { id: 'ftjob-1' }, recovered: false });
		expect(calls).toEqual(['POST']);
	});

	test('of which the answer was lost gives the job that is found, and says so', async () => {
		const { create, calls } = await prepared(() => listed(keyed('ftjob-9', 1, 'x')), {
			create: () => lost('ECONNRESET'),
		});
		const doubts: boolean[] = [];
		const created = await create((mayStillRun) => doubts.push(mayStillRun));
		expect(created).toMatchObject({ job: { id: 'ftjob-9' }, recovered: true });
		expect([calls, doubts]).toEqual([['POST', 'GET'], [false]]);
	});

	test.each<[string, unknown, boolean]>([
		['the same file', 'file-1', true],
		['a file that it does not tell', null, true],
		['another file', 'file-2', false],
	])('of which the answer was lost: a job with its key on %s', async (_, training_file, isIt) => {
		const { create, calls } = await prepared(
			() => listed({ ...keyed('ftjob-9', 1, 'x'), training_file }),
			{ create: () => lost('ECONNRESET') },
		);
		const created = await create(() => undefined).catch((error: unknown) => error);
		expect(created).toMatchObject(
			isIt
				? { job: { id: 'ftjob-9' }, recovered: true }
				: { message: expect.stringMatching(/^It is not known whether the job was created/) },
		);
		expect(calls.filter((method) => method === 'POST')).toHaveLength(1);
	});

	test('that is refused says what could not be done', async () => {
		const { create } = await prepared(() => listed(), { create: () => refused(400) });
		await expect(create(() => undefined)).rejects.toMatchObject({
			message: 'Could not create the job',
		});
	});

	test('that is absent for sure is sent again, once', async () => {
		const { create, calls } = await prepared(() => listed(keyed('a', 1, 'other')), {
			create: (nth) => (nth === 1 ? lost('ECONNRESET') : ok(wireJob())),
		});
		expect(await create(() => undefined)).toMatchObject({ recovered: false });
		expect(calls).toEqual(['POST', 'GET', 'GET', 'POST']);
	});

	test.each<[string, Answer]>([
		['an empty object', ok({})],
		['a job without an ID', ok({ ...wireJob(), id: undefined })],
		['a list', ok([wireJob()])],
	])('that is answered with %s is looked for, and never sent again', async (_, answer) => {
		const { create, calls } = await prepared(() => ok({}), { create: () => answer });
		await expect(create(() => undefined)).rejects.toMatchObject({
			message: expect.stringMatching(
				/^(The job was created, as far as OpenAI says|It is not known whether the job was created)/,
			),
		});
		expect(calls.filter((method) => method === 'POST')).toHaveLength(1);
	});
});
