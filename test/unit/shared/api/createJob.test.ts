import type { IHttpRequestOptions } from 'n8n-workflow';

import { openApi } from '../../../../nodes/shared/api';
import { aContext, aJobRequest, lost, ok, wireJob, type Answer } from '../../builders';

jest.mock('../../../../nodes/shared/timing', () => ({
	...jest.requireActual<object>('../../../../nodes/shared/timing'),
	SLICE_MS: 1,
	FIRST_DELAY_MS: 0,
	LONGEST_DELAY_MS: 0,
	PROBE_PAUSES_MS: [0, 0],
}));

const CUSTOM = { provider: 'custom', baseUrl: 'https://proxy.example.com/v1' };

type List = (after: unknown, nth: number) => Answer | Error;

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
		const answer = method === 'GET' ? list(qs?.after, nth) : create?.(nth);
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

test('one that begins with the newest is read no further than its first page', async () => {
	const { find, calls } = await prepared(() =>
		ok({ data: [keyed('b', 2, 'other'), keyed('a', 1)], has_more: true }),
	);
	expect(await find()).toEqual({ state: 'absent' });
	// Once for each of the pauses.
	expect(calls).toHaveLength(2);
});

test('a list from the oldest that is too long to be read proves nothing', async () => {
	const { find, calls } = await prepared(oldestFirst(1000, 999));
	expect(await find()).toEqual({ state: 'unknown' });
	expect(calls.length).toBeLessThanOrEqual(2 * 20);
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

	test('is an error where the list cannot be had', async () => {
		const { lookUp } = await prepared(() => ok({}));
		await expect(lookUp()).rejects.toMatchObject({
			message: expect.stringMatching(/not the API's/),
		});
	});
});

test('without a key nothing is looked for', async () => {
	const { find, keyed: carries, sign, calls } = await prepared(() => listed(), { key: null });
	expect([carries, sign]).toEqual([false, undefined]);
	expect(await find()).toEqual({ state: 'unknown' });
	expect(calls).toEqual([]);
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
