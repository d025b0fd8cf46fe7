import { aProvider } from '../../../builders';

const { jobs, events, checkpoints, files, models } = aProvider('together');

const job = (id: string, at: string) => ({
	id,
	status: 'running',
	created_at: `2026-05-17T${at}Z`,
});
const idsOf = (page: { items: Array<{ id: string }> } | null | undefined) =>
	page?.items.map(({ id }) => id);

const A = job('a', '10:00:00');
const B = job('b', '11:00:00');
const C = job('c', '12:00:00');

test.each([
	['rising', [A, B, C]],
	['falling', [C, B, A]],
	['mixed', [B, C, A]],
])('a %s list is given newest first, whole', (_, data) => {
	const page = jobs.list({ limit: 1 }).read({ data }, 0);
	expect(idsOf(page)).toEqual(['c', 'b', 'a']);
	expect(page).toMatchObject({ next: null, unsound: 0 });
});

test('of one moment, the order of the list counts, whichever way it goes', () => {
	const twin = (id: string) => job(id, '11:00:00');
	const read = (data: unknown[]) => idsOf(jobs.list({ limit: 1 }).read({ data }, 0));
	expect(read([A, twin('1'), twin('2'), C])).toEqual(['c', '2', '1', 'a']);
	expect(read([C, twin('1'), twin('2'), A])).toEqual(['c', '1', '2', 'a']);
	expect(read([twin('1'), twin('2'), C])).toEqual(['c', '2', '1']);
	expect(read([twin('1'), twin('2'), A])).toEqual(['1', '2', 'a']);
	expect(read([twin('1'), twin('2')])).toEqual(['1', '2']);
});

test('after an ID it begins behind that; an ID that it does not hold is refused', () => {
	const data = [A, B, C];
	const after = jobs.list({ limit: 9, cursor: 'b' });
	expect(idsOf(after.read({ data }, 0))).toEqual(['a']);
	expect(after.refusal?.({ data }, 200)).toBeNull();
	const unknown = jobs.list({ limit: 9, cursor: 'x' });
	expect(unknown.refusal?.({ data }, 200)).toBe(400);
	// What cannot be read in it does not matter.
	expect(unknown.refusal?.({ data: [null, {}] }, 200)).toBe(400);
	expect(after.refusal?.({ data: [null, ...data] }, 200)).toBeNull();
	// What is no list is refused as that.
	expect(unknown.refusal?.({}, 200)).toBeNull();
	expect(jobs.list({ limit: 9 }).refusal?.({ data }, 200)).toBeNull();
});

test('what of it cannot be read is left out and counted; nothing readable is no list', () => {
	const page = jobs.list({ limit: 9 }).read({ data: [A, { id: 'x' }, null, C] }, 0);
	expect(idsOf(page)).toEqual(['c', 'a']);
	expect(page?.unsound).toBe(2);
	for (const raw of [{}, [], [A], null, 'x', { data: null }, { data: [{}, 1] }]) {
		expect(jobs.list({ limit: 9 }).read(raw, 0)).toBeNull();
	}
	expect(jobs.list({ limit: 9 }).read({ data: [] }, 0)).toEqual({
		items: [],
		next: null,
		unsound: 0,
	});
});

test('events have no ID: it is made of their time, type, step and message', () => {
	const event = (changes: object) => ({
		object: 'fine-tune-event',
		created_at: '2026-05-17T10:00:00.250Z',
		type: 'checkpoint_save',
		level: 'info',
		message: 'Saved',
		step: 5,
		hash: '',
		...changes,
	});
	const read = (...data: object[]) =>
		events?.({ jobId: 'ft-1', limit: 9 }).read({ data }, 0)?.items ?? [];
	const different = [
		{},
		{ created_at: '2026-05-17T10:00:00.251Z' },
		{ type: 'warning' },
		{ step: 6 },
		{ message: 'Stored' },
	];
	expect(new Set(read(...different.map(event)).map(({ id }) => id)).size).toBe(5);
	expect(read(event({ level: 'warning' }))[0]?.id).toBe(read(event({}))[0]?.id);
	expect(read(event({ total_steps: 20, wandb_url: null, param_count: 0 }))[0]).toMatchObject({
		createdAt: Date.parse('2026-05-17T10:00:00.250Z') / 1000,
		id: expect.stringMatching(/^event-[0-9a-f]{24}$/),
		totalSteps: 20,
		metrics: null,
	});
});

const logged = (...data: unknown[]) => events?.({ jobId: 'j', limit: 9 }).read({ data }, 0);
const NOON = '2026-05-17T12:00:00Z';

test.each<[object, { step?: number; total_steps?: number; model_path?: string } | null]>([
	[
		{ step: 5, total_steps: 20 },
		{ step: 5, total_steps: 20 },
	],
	[{ step: 0, param_count: 0, wandb_url: '', model_path: null }, null],
	[{ checkpoint_path: undefined, model_path: 's3://m' }, { model_path: 's3://m' }],
	[{ hash: 'abc' }, null],
	[{}, null],
])('an event with %p tells %p beside its message', (figures, expected) => {
	const event = logged({ created_at: NOON, ...figures })?.items[0];
	expect(event?.data).toStrictEqual(expected);
	expect([event?.step, event?.totalSteps]).toEqual([
		expected?.step ?? null,
		expected?.total_steps ?? null,
	]);
});

test('an event needs a time, and nothing else', () => {
	const page = logged({ created_at: NOON }, { message: 'Whenever' }, null, 'Saved');
	expect(page).toMatchObject({
		items: [{ message: '', type: 'message', level: 'info' }],
		unsound: 3,
	});
});

test.each([
	['info', 'info'],
	['warning', 'warn'],
	['error', 'error'],
	['legacy_info', 'info'],
	['legacy_iwarning', 'warn'],
	['legacy_ierror', 'error'],
	[null, 'info'],
	[undefined, 'info'],
	['legacy_other', 'legacy_other'],
	['my_legacy_info', 'my_legacy_info'],
])('the level %p is %s', (level, expected) => {
	const data = [{ created_at: '2026-05-17T10:00:00Z', level }];
	expect(events?.({ jobId: 'j', limit: 1 }).read({ data }, 0)?.items[0]?.level).toBe(expected);
});

test('the reason of a failure is the last error of the log, a job_error before any other', () => {
	const log = (...data: object[]) => jobs.failure?.('ft-1').read({ data }, 0);
	const at = (time: string, more: object) => ({ created_at: `2026-05-17T${time}Z`, ...more });
	const limit = at('12:00:00', { type: 'billing_limit', level: 'error', message: 'Limit' });
	const first = at('10:00:00', { type: 'job_error', message: 'First' });
	const last = at('11:00:00', { type: 'job_error', message: 'Last' });
	const failure = (code: string, message: string) => ({ failure: { code, message, param: null } });
	expect(log(last, first, limit)).toEqual(failure('job_error', 'Last'));
	expect(log(first, limit, last)).toEqual(failure('job_error', 'Last'));
	// Of one moment, what the log says later.
	expect(log(last, { ...last, message: 'At last' })).toEqual(failure('job_error', 'At last'));
	expect(log(limit)).toEqual(failure('billing_limit', 'Limit'));
	expect(log(at('10:00:00', { type: 'job_start', level: 'info', message: 'Go' }))).toEqual({
		failure: null,
	});
	expect(log(at('10:00:00', { type: 'job_error', message: ' ' }), {})).toEqual({ failure: null });
	expect(jobs.failure?.('ft-1').read({}, 0)).toBeNull();
});

test('checkpoints are named as a further job takes them, the furthest first', () => {
	const at = { created_at: '2026-05-17T10:00:00Z' };
	const data = [
		{ ...at, step: 5, path: 's3://x', checkpoint_type: 'Intermediate' },
		{ ...at, step: 10, checkpoint: 'model', object_name: 'project/model' },
		{ ...at, step: 10, checkpoint: 'adapter' },
		{ ...at, path: 'without a step' },
		null,
	];
	const page = checkpoints?.({ jobId: 'ft-1', limit: 9 }).read({ data }, 0);
	expect(page?.unsound).toBe(2);
	expect(page?.items.map(({ id, step, model }) => [id, step, model])).toEqual([
		['ft-1:10:adapter', 10, null],
		['ft-1:10', 10, 'project/model'],
		['ft-1:5', 5, null],
	]);
});

test.each([
	[{}, 'ready', null],
	[{ processing_status: 'COMPLETED' }, 'ready', 'completed'],
	[{ processing_status: 'PENDING', Processed: true }, 'processing', 'pending'],
	[{ processing_status: 'QUEUED' }, 'processing', 'queued'],
	[{ processing_status: 'RUNNING' }, 'processing', 'running'],
	[{ processing_status: 'DREAMING' }, 'processing', 'dreaming'],
	[{ processing_status: 'FAILED' }, 'refused', 'failed'],
	[{ processing_status: 'INVALID_FORMAT' }, 'refused', 'invalid_format'],
	[{ processing_status: 'COMPLETED', validation_report: { valid: false } }, 'refused', 'completed'],
])('a file with %p is %s', (changes, state, status) => {
	const raw = { id: 'file-1', created_at: 1, filename: 'a.jsonl', ...changes };
	expect(files?.get?.('file-1').read(raw, 0)).toMatchObject({ state, status });
});

test('why a file is refused is told in its report', () => {
	const raw = {
		id: 'file-1',
		processing_status: 'INVALID_FORMAT',
		validation_report: { valid: false, error: 'Line 3 is no JSON' },
	};
	expect(files?.get?.('file-1').read(raw, 0)?.statusDetails).toBe('Line 3 is no JSON');
});

test('files of one purpose are picked here', () => {
	const data = ['fine-tune', 'eval'].map((purpose, at) => ({
		id: purpose,
		purpose,
		created_at: at,
	}));
	const read = (purpose: 'fine-tune' | 'fine-tune-results' | 'all') =>
		idsOf(files?.list?.({ limit: 9, purpose }).read({ data }, 0));
	expect(read('fine-tune')).toEqual(['fine-tune']);
	expect(read('fine-tune-results')).toEqual([]);
	expect(read('all')).toEqual(['eval', 'fine-tune']);
});

test('models come as a bare list, and in its order; those that can be trained by their names', () => {
	const read = (raw: unknown) => models?.list().read(raw, 0);
	const list = [{ id: 'b', created: 0 }, { id: 'a', created: 5 }, { created: 7 }];
	expect(read(list)?.items).toMatchObject([
		{ id: 'b', createdAt: null },
		{ id: 'a', createdAt: 5 },
	]);
	expect(read(list)?.unsound).toBe(1);
	for (const raw of [{}, { data: list }, null]) expect(read(raw)).toBeNull();
	const trainable = (raw: unknown) => models?.trainable?.().read(raw, 0);
	expect(trainable({ models: ['x', '', 7, 'y'] })).toEqual(['x', 'y']);
	for (const raw of [['x'], {}, null, { models: 'x' }]) expect(trainable(raw)).toBeNull();
});
