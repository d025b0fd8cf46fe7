import { MALFORMED, only, type FineTuningJob, type SandboxOptions } from '../../../sandbox';
import { provider, type Provider } from './provider';

const JOBS = '/v1/fine_tuning/jobs';
let server: Provider | undefined;

afterEach(async () => {
	await server?.sandbox.close();
	server = undefined;
});

async function start(options: SandboxOptions): Promise<Provider> {
	server = await provider('openAi', options);
	return server;
}

async function listed({ call }: Provider, query = ''): Promise<unknown> {
	return (await call(JOBS + query)).body;
}

/** Jobs a, b, c … in the order they came. */
function seed({ sandbox }: Provider, names: string): void {
	for (const [index, id] of [...names].entries()) {
		const created_at = sandbox.clock.now() - 100 + index;
		sandbox.seedJob({ id, status: 'running', created_at, metadata: { k: id } });
	}
}

const ids = (...names: string[]) => ({ data: names.map((id) => ({ id })) });

test('metadata are dropped, wherever a job is shown', async () => {
	const open = await start({ jobs: { dropsMetadata: true } });
	seed(open, 'ab');
	expect((await open.call(`${JOBS}/a`)).body).toMatchObject({ id: 'a', metadata: null });
	expect(await listed(open)).toMatchObject({ data: [{ metadata: null }, { metadata: null }] });
	expect(await listed(open, '?metadata[k]=a')).toMatchObject({ data: [] });
	open.sandbox.jobs.dropsMetadata = false;
	expect(await listed(open, '?metadata[k]=a')).toMatchObject(ids('a'));
	open.sandbox.list.ignoresFilters = true;
	expect(await listed(open, '?metadata[k]=a')).toMatchObject(ids('b', 'a'));
});

test('a new job appears in the list late, by real time or by the clock', async () => {
	const open = await start({ list: { appearsAfterMs: 60_000 } });
	seed(open, 'a');
	expect(await listed(open)).toMatchObject({ data: [] });
	expect((await open.call(`${JOBS}/a`)).status).toBe(200);
	const later = Date.now() + 60_000;
	jest.spyOn(Date, 'now').mockReturnValue(later);
	expect(await listed(open)).toMatchObject(ids('a'));
	jest.restoreAllMocks();
	open.sandbox.list.appearsAfterMs = undefined;
	open.sandbox.list.appearsAfterSeconds = 110;
	expect(await listed(open)).toMatchObject({ data: [] });
	open.sandbox.clock.advance(10);
	expect(await listed(open)).toMatchObject(ids('a'));
});

test('pairs out of order, page by page', async () => {
	const open = await start({ list: { swapsPairs: true } });
	seed(open, 'abcde');
	expect(await listed(open)).toMatchObject(ids('d', 'e', 'b', 'c', 'a'));
	expect(await listed(open, '?limit=2&after=e')).toMatchObject(ids('b', 'c'));
});

test('has_more is false on a full page, and goes on all the same', async () => {
	const open = await start({ list: { neverHasMore: true } });
	seed(open, 'abc');
	expect(await listed(open, '?limit=2')).toMatchObject({ ...ids('c', 'b'), has_more: false });
	expect(await listed(open, '?limit=2&after=b')).toMatchObject(ids('a'));
});

test('jobs dated in the future', async () => {
	const open = await start({});
	seed(open, 'a');
	open.sandbox.seedJob({ id: 'z', status: 'running', created_at: 1_800_003_600 });
	expect(await listed(open)).toMatchObject(ids('a'));
	open.sandbox.list.showsFuture = true;
	expect(await listed(open)).toMatchObject({
		data: [{ id: 'z', status: 'running', created_at: 1_800_003_600 }, { id: 'a' }],
	});
});

test.each<[keyof typeof MALFORMED, unknown]>([
	['statusNull', expect.objectContaining({ id: 'b', status: null })],
	['statusMissing', expect.not.objectContaining({ status: expect.anything() })],
	['statusNumber', expect.objectContaining({ status: 1 })],
	['createdMissing', expect.not.objectContaining({ created_at: expect.anything() })],
	['createdNull', expect.objectContaining({ created_at: null })],
	['createdIso', expect.objectContaining({ created_at: '2027-01-15T07:58:21.000Z' })],
	['createdMilliseconds', expect.objectContaining({ created_at: 1_799_999_901_000 })],
	['createdTomorrow', expect.objectContaining({ created_at: 1_800_086_301 })],
	['finishedIso', expect.objectContaining({ finished_at: '2027-01-15T07:59:21.000Z' })],
	['idMissing', expect.not.objectContaining({ id: expect.anything() })],
	['idNumber', expect.objectContaining({ id: 1 })],
	['errorText', expect.objectContaining({ error: 'It failed.' })],
	['metadataText', expect.objectContaining({ metadata: 'none' })],
	['nothing', null],
	['text', 'job'],
	['list', [expect.objectContaining({ id: 'b' })]],
])('malformed among good ones: %s', async (name, shown) => {
	const open = await start({ list: { shownAs: only('b', MALFORMED[name]) } });
	seed(open, 'abc');
	open.sandbox.setStatus('b', 'succeeded', { finished_at: 1_799_999_961 });
	const { data } = (await listed(open)) as { data: unknown[] };
	expect(data).toEqual([
		expect.objectContaining({ id: 'c', status: 'running' }),
		shown,
		expect.objectContaining({ id: 'a', status: 'running' }),
	]);
	expect((await open.call(`${JOBS}/b`)).body).toMatchObject({ id: 'b', status: 'succeeded' });

	open.sandbox.list.shownAs = undefined;
	open.sandbox.jobs.shownAs = only('b', MALFORMED[name]);
	expect((await open.call(`${JOBS}/b`)).body).toEqual(shown);
	expect(((await listed(open)) as { data: unknown[] }).data[1]).toEqual(shown);
});

test('a new job can be shown oddly, too', async () => {
	const shownAs = (job: FineTuningJob) => ({ ...job, status: 'created' });
	const open = await start({ jobs: { shownAs } });
	const training_file = await open.upload();
	const body = { model: 'gpt-4.1-mini-2025-04-14', training_file };
	expect((await open.call(JOBS, body)).body).toMatchObject({ status: 'created' });
});

test('403 for one job, which the list still shows', async () => {
	const open = await start({ jobs: { forbidden: new Set(['b']) } });
	seed(open, 'ab');
	expect(await listed(open)).toMatchObject(ids('b', 'a'));
	for (const path of ['', '/events', '/checkpoints']) {
		expect(await open.call(`${JOBS}/b${path}`)).toMatchObject({
			status: 403,
			body: { error: { code: 'insufficient_permissions' } },
		});
		expect(await open.call(`${JOBS}/a${path}`)).toMatchObject({ status: 200 });
	}
	expect(await open.call(`${JOBS}/b/cancel`, {})).toMatchObject({ status: 403 });
});

test.each<[string, SandboxOptions['date'], string | null]>([
	['missing', { header: null }, null],
	['garbage', { header: 'yesterday' }, 'yesterday'],
	['ahead', { aheadSeconds: 3600 }, 'Fri, 15 Jan 2027 09:00:00 GMT'],
	['as it should be', {}, 'Fri, 15 Jan 2027 08:00:00 GMT'],
])('the Date header is %s', async (_how, date, expected) => {
	const { sandbox } = await start({ date });
	const response = await fetch(`${sandbox.baseUrl}/models`);
	expect(response.headers.get('date')).toBe(expected);
});
