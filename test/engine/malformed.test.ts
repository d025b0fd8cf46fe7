import { trainingExamples } from './examples';
import { byId, itemWithFile, createParameters } from './harness';
import { openBench, type Bench } from './operations';

jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

/** Answers with status 200 that are none of the API's. */
const ANSWERS: Array<[name: string, body: unknown]> = [
	['an empty object', {}],
	['an empty list', []],
	['null', 'null'],
	['a text', '"ok"'],
	['a number', '42'],
	['nothing', ''],
	['half a JSON', '{"id": "ft'],
	['a web page', '<html><title>Welcome</title></html>'],
	['an error object', { error: { message: 'The backend is asleep', code: 'asleep' } }],
	['an error text', { error: 'The backend is asleep' }],
	['a detail', { detail: [{ loc: ['body'], msg: 'asleep' }] }],
	['a list without data', { object: 'list' }],
	['a list whose data is null', { object: 'list', data: null }],
	['a list whose data is an object', { object: 'list', data: { id: 'x' } }],
	['a list of null', { object: 'list', data: [null] }],
	['a list of empty objects', { object: 'list', data: [{}, {}], has_more: true }],
	['a list of lists', { object: 'list', data: [[], [[]]] }],
	[
		'a list of numeric IDs',
		{ object: 'list', data: [{ id: 1, status: 'running', created_at: 1 }] },
	],
	['a numeric ID', { id: 123, status: 'running', created_at: 1 }],
	['an empty ID', { id: '', status: 'running', created_at: 1 }],
	['another name for the ID', { job_id: 'ftjob-1', status: 'running', created_at: 1 }],
	['not deleted', { id: 'x', deleted: false }],
	['an upload without a file', { id: 'upload-1', status: 'completed', file: null }],
];

/** Objects that are none for a job; for a file they may be one. */
const JOBS_ONLY: typeof ANSWERS = [
	['no status', { id: 'ftjob-1', status: null, created_at: 1 }],
	['a status that is a number', { id: 'ftjob-1', status: 3, created_at: 1 }],
	['no time', { id: 'ftjob-1', status: 'running' }],
	['a time as text', { id: 'ftjob-1', status: 'running', created_at: '2026-11-01T00:00:00Z' }],
];

interface Target {
	name: string;
	/** The request that is answered so. */
	method: 'GET' | 'POST' | 'DELETE';
	path: RegExp;
	/** The status of the job that the operation acts on. */
	status?: string;
	parameters: Record<string, unknown>;
	/** Megabytes of the file that comes in; more than 64 go in parts. */
	megabytes?: number;
}

const LIST = { returnAll: true, filters: {}, options: {}, simplify: true };
const JOB = /fine_tuning\/jobs\/[^/]+$/;
const JOBS = /fine_tuning\/jobs$/;
const PERMISSIONS = /permissions/;
const CHECKPOINT = { checkpointId: 'ft:gpt:org::1:ckpt-step-1', permissionId: 'cp_1' };

const CREATE = {
	...createParameters('gpt-4.1-mini-2025-04-14'),
	options: { preventDuplicates: false },
};

const onJob = (operation: string, more: Partial<Target> = {}): Target => ({
	name: `job ${operation}`,
	method: 'GET',
	path: JOB,
	status: 'running',
	parameters: { resource: 'job', operation, simplify: true, output: 'summary', options: {} },
	...more,
});

const TARGETS: Target[] = [
	onJob('get'),
	onJob('wait'),
	onJob('getMetrics'),
	onJob('getMetrics', { name: 'job getMetrics, events', path: /events$/ }),
	onJob('cancel', { method: 'POST', path: /cancel$/ }),
	onJob('pause', { method: 'POST', path: /pause$/ }),
	onJob('resume', { method: 'POST', path: /resume$/, status: 'paused' }),
	onJob('getAll', {
		path: JOBS,
		parameters: { ...LIST, resource: 'job', operation: 'getAll' },
	}),
	{ name: 'job create', method: 'POST', path: JOBS, parameters: CREATE },
	{ name: 'job create, upload', method: 'POST', path: /files$/, parameters: CREATE },
	...['event', 'checkpoint'].map(
		(resource): Target => ({
			name: `${resource} getAll`,
			method: 'GET',
			path: new RegExp(`${resource}s$`),
			status: 'succeeded',
			parameters: { ...LIST, resource, operation: 'getAll' },
		}),
	),
	...(
		[
			['getAll', 'GET'],
			['create', 'POST'],
			['delete', 'DELETE'],
		] as const
	).map(
		([operation, method]): Target => ({
			name: `checkpointPermission ${operation}`,
			method,
			path: PERMISSIONS,
			parameters: {
				...LIST,
				...CHECKPOINT,
				resource: 'checkpointPermission',
				operation,
				projectIds: 'proj_1',
			},
		}),
	),
	...(
		[
			['get', 'GET', /files\/[^/]+$/],
			['download', 'GET', /files\/[^/]+$/],
			['delete', 'DELETE', /files\/[^/]+$/],
			['getAll', 'GET', /files$/],
			['upload', 'POST', /files$/],
		] as const
	).map(
		([operation, method, path]): Target => ({
			name: `file ${operation}`,
			method,
			path,
			parameters: { ...LIST, resource: 'file', operation, binaryPropertyName: 'data' },
		}),
	),
	...[/uploads$/, /parts$/, /complete$/].map(
		(path): Target => ({
			name: `file upload in parts, ${path.source}`,
			method: 'POST',
			path,
			megabytes: 65,
			parameters: { ...LIST, resource: 'file', operation: 'upload', binaryPropertyName: 'data' },
		}),
	),
	...(
		[
			['get', 'GET', /models\/[^/]+$/],
			['delete', 'DELETE', /models\/[^/]+$/],
			['getAll', 'GET', /models$/],
		] as const
	).map(
		([operation, method, path]): Target => ({
			name: `model ${operation}`,
			method,
			path,
			parameters: { ...LIST, resource: 'model', operation, modelId: byId('gpt-4.1-mini') },
		}),
	),
	{
		name: 'model evaluate',
		method: 'POST',
		path: /chat\/completions$/,
		parameters: {
			resource: 'model',
			operation: 'evaluate',
			modelId: byId('gpt-4.1-mini'),
			binaryPropertyName: 'data',
			options: {},
		},
	},
];

const RAW_ERROR =
	/cannot read|undefined|is not (a function|iterable|an object)|unexpected (token|end)|TypeError|SyntaxError|\[object/i;

let bench: Bench;

beforeAll(async () => {
	bench = await openBench('openAi', { adminKey: 'sk-admin-sandbox' });
});
afterAll(async () => await bench.sandbox.close());
afterEach(() => bench.sandbox.faults.clear());

const lines = trainingExamples(12);
const large = (megabytes: number) =>
	`${lines}\n`.repeat(Math.ceil((megabytes * 1024 * 1024) / (lines.length + 1)));

async function answered(target: Target, body: unknown) {
	const { sandbox, engine, file } = bench;
	const { id } = sandbox.seedJob({ status: target.status ?? 'running' });
	sandbox.faults.add({
		method: target.method,
		path: target.path,
		status: 200,
		body,
		...(typeof body === 'string' && { contentType: 'application/json' }),
	});
	return await engine.execute(
		{ ...target.parameters, jobId: byId(id), fileId: byId(file) } as Parameters<
			typeof engine.execute
		>[0],
		[itemWithFile(target.megabytes ? large(target.megabytes) : lines)],
	);
}

/** An error in words, or output that has what identifies an object. */
function expectWords({ error, items }: Awaited<ReturnType<typeof answered>>): void {
	if (error) {
		expect(['NodeApiError', 'NodeOperationError']).toContain(error.name);
		expect(error.message).not.toMatch(RAW_ERROR);
		expect(error.description).toMatch(/\w{3}/);
		return;
	}
	expect(items.length).toBeGreaterThan(0);
	for (const { json } of items) expect(json.id).toMatch(/^\S+$/);
}

describe.each(TARGETS.filter(({ megabytes }) => megabytes === undefined))('$name', (target) => {
	// A file or a model needs only an ID: some of what is no job is one.
	const anyFails = target.name.startsWith('job') && !target.name.includes('upload');
	const cases = [...ANSWERS, ...JOBS_ONLY].map(
		([name, body], at) => [name, body, anyFails || at < 11] as const,
	);
	test.each(cases)('%s: words, never a raw error', async (_, body, fails) => {
		const result = await answered(target, body);
		expectWords(result);
		if (fails) expect(result.error?.message).toMatch(/sent an answer that is|not known whether/);
	});
});

describe.each(TARGETS.filter(({ megabytes }) => megabytes !== undefined))('$name', (target) => {
	test.each(ANSWERS.slice(0, 6))('%s: words, never a raw error', async (_, body) => {
		const { error, items } = await answered(target, body);
		expect(items).toEqual([]);
		expect(error?.message).toMatch(/sent an answer that is/);
		expect(error?.message).not.toMatch(RAW_ERROR);
	});
});

test('an error with status 200 is quoted', async () => {
	const target = onJob('get');
	const { error } = await answered(target, { error: { message: 'The backend is asleep' } });
	expect(error?.description).toContain('The API says: "The backend is asleep".');
});

describe('one unsound object in a sound list is left out with a warning', () => {
	const sound = { id: 'ftjob-1', status: 'running', created_at: 1_770_000_000, model: 'm' };
	const list = (...data: unknown[]) => ({ object: 'list', data, has_more: false });

	test.each(JOBS_ONLY)('Get Many: %s', async (_, unsound) => {
		const { items, run, error } = await answered(
			{
				...onJob('getAll'),
				path: JOBS,
				parameters: { ...LIST, resource: 'job', operation: 'getAll' },
			},
			list(unsound, { ...sound, id: 'ftjob-2' }),
		);
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.id)).toEqual(['ftjob-2']);
		const hints = run.data.resultData.runData.Node?.[0]?.hints ?? [];
		expect(hints.map(({ message }) => message).join()).toMatch(/^An object was left out/);
	});

	test('the trigger goes on with the others, and says so in the log', async () => {
		const { engine, sandbox } = bench;
		const trigger = engine.trigger();
		const answer = (...data: unknown[]) => {
			sandbox.faults.clear();
			sandbox.faults.add({ method: 'GET', path: JOBS, status: 200, body: list(...data) });
		};
		answer(sound);
		await trigger.activate();
		answer({ ...sound, id: 'ftjob-3', status: null }, { ...sound, status: 'succeeded' });
		const told = await trigger.poll();
		expect(told.map(({ json }) => json.eventId)).toEqual(['ftjob-1:succeeded']);
	});
});

describe('the trigger', () => {
	test.each(ANSWERS)(
		'%s instead of the list: an error in words, and nothing moves',
		async (name, body) => {
			const { engine, sandbox } = bench;
			const trigger = engine.trigger({}, { workflowId: name });
			await trigger.activate();
			const before = JSON.stringify(trigger.staticData);
			sandbox.faults.add({ method: 'GET', path: JOBS, status: 200, body });
			await expect(trigger.poll()).rejects.toMatchObject({
				name: 'NodeApiError',
				message: expect.stringMatching(/sent an answer that is/),
			});
			expect(JSON.stringify(trigger.staticData)).toBe(before);
			await expect(trigger.fetchTestEvent()).rejects.toMatchObject({ name: 'NodeApiError' });
		},
	);
});

describe.each([
	['searchJobs', JOBS],
	['searchFiles', /files$/],
	['searchModels', /models$/],
	['searchBaseModels', /models$/],
] as const)('the picker %s', (picker, path) => {
	test.each(ANSWERS)('%s: words', async (_, body) => {
		bench.sandbox.faults.add({ method: 'GET', path, status: 200, body });
		await expect(bench.engine.pick(picker)).rejects.toMatchObject({
			name: 'NodeApiError',
			message: expect.stringMatching(/sent an answer that is/),
		});
	});
});
