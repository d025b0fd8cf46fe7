import { setGlobalState } from 'n8n-workflow';

import { startSandbox, type Sandbox } from '../../sandbox';
import { BLANK, byId, createEngine, itemWithFile, createParameters } from './harness';
import { trainingExamples } from './examples';

const MODEL = 'gpt-4.1-mini-2025-04-14';
let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;

beforeEach(async () => {
	sandbox = await startSandbox({ startTime: 1_770_000_000, seed: 1 });
	engine = createEngine(sandbox);
});

afterEach(async () => await sandbox.close());

async function uploadedFile(count = 12): Promise<string> {
	const { items } = await engine.execute(
		{ resource: 'file', operation: 'upload', binaryPropertyName: 'data', simplify: true },
		[itemWithFile(trainingExamples(count))],
	);
	return String(items[0]?.json.id);
}

const createJob = (trainingFile: string, more: Record<string, unknown> = {}) =>
	({
		...createParameters(MODEL, trainingFile),
		...more,
	}) as Parameters<typeof engine.execute>[0];

/** What prevents duplicates. */
const KEYED = { n8n_create_key: expect.stringMatching(/^[0-9a-f]{40}$/) as string };

const jobBodies = () =>
	sandbox.requests
		.filter(({ method, path }) => method === 'POST' && path.endsWith('/fine_tuning/jobs'))
		.map(({ body }) => body);

describe('job: create', () => {
	test('sends only what was set, and gives a flat job without a field `error`', async () => {
		const file = await uploadedFile();
		const { items } = await engine.execute(createJob(file));
		expect(jobBodies()).toEqual([{ model: MODEL, training_file: file, metadata: KEYED }]);
		expect(items).toHaveLength(1);
		expect(items[0]?.json).toMatchObject({
			id: expect.stringMatching(/^ftjob-/),
			status: 'validating_files',
			model: MODEL,
			fineTunedModel: null,
			method: 'supervised',
			trainingFile: file,
			createdAt: '2026-02-02T02:40:00.000Z',
			finishedAt: null,
			errorMessage: null,
		});
		expect(items[0]?.json).not.toHaveProperty('error');
		expect(items[0]?.pairedItem).toEqual({ item: 0 });
	});

	test('sends every field in the form of the API', async () => {
		const file = await uploadedFile();
		const validation = await uploadedFile();
		await engine.execute(
			createJob(file, {
				hyperparameters: { nEpochs: 4, batchSize: 2, learningRateMultiplier: 0.5 },
				additionalFields: {
					validationFile: byId(validation),
					suffix: 'support',
					seed: 7,
					metadata: { values: [{ key: 'team', value: 'help' }] },
					integrations: {
						values: [{ project: 'tickets', name: 'run', entity: 'us', tags: 'a, b' }],
					},
					extraBody: '{"method": {"supervised": {"hyperparameters": {"batch_size": 3}}}}',
				},
			}),
		);
		expect(jobBodies()).toEqual([
			{
				model: MODEL,
				training_file: file,
				validation_file: validation,
				suffix: 'support',
				seed: 7,
				metadata: { team: 'help', ...KEYED },
				integrations: [
					{
						type: 'wandb',
						wandb: { project: 'tickets', name: 'run', entity: 'us', tags: ['a', 'b'] },
					},
				],
				method: {
					type: 'supervised',
					supervised: {
						hyperparameters: { n_epochs: 4, batch_size: 3, learning_rate_multiplier: 0.5 },
					},
				},
			},
		]);
	});

	test('trains on the file of the incoming item', async () => {
		const { items } = await engine.execute(
			createJob('', { trainingSource: 'binary', trainingBinaryProperty: 'data' }),
			[itemWithFile(trainingExamples(12))],
		);
		const [uploaded] = sandbox.store.files.keys();
		expect(items[0]?.json.trainingFile).toBe(uploaded);
	});

	describe('the validation file that Build puts beside the training file', () => {
		const built = {
			json: {},
			binary: {
				...itemWithFile(trainingExamples(12)).binary,
				...itemWithFile(trainingExamples(11), 'validation', 'validation.jsonl').binary,
			},
		};
		const fromItem = { trainingSource: 'binary', trainingBinaryProperty: 'data' };
		const names = () => [...sandbox.store.files.values()].map(({ file }) => file.filename);

		test('is used without being asked for', async () => {
			const { items } = await engine.execute(createJob('', fromItem), [built]);
			expect(names()).toEqual(['training.jsonl', 'validation.jsonl']);
			expect(items[0]?.json.validationFile).toBe([...sandbox.store.files.keys()][1]);
		});

		test('gives way to a file that the user chose', async () => {
			const file = await uploadedFile(11);
			const { items } = await engine.execute(
				createJob('', { ...fromItem, additionalFields: { validationFile: byId(file) } }),
				[built],
			);
			expect(items[0]?.json.validationFile).toBe(file);
			expect(names()).toHaveLength(2);
		});

		test('is missed before anything is uploaded, where another is named', async () => {
			const additionalFields = { validationBinaryProperty: 'elsewhere' };
			const { error } = await engine.execute(createJob('', { ...fromItem, additionalFields }), [
				built,
			]);
			expect(error?.message).toMatch(/elsewhere/);
			expect(names()).toEqual([]);
		});

		test('is no measure of a training on that same file', async () => {
			const { items } = await engine.execute(
				createJob('', { ...fromItem, trainingBinaryProperty: 'validation' }),
				[built],
			);
			expect(items[0]?.json.validationFile).toBeNull();
			expect(names()).toEqual(['validation.jsonl']);
		});

		test('is told to be left alone beside a training file at the provider', async () => {
			const file = await uploadedFile();
			const { items, run } = await engine.execute(createJob(file), [built]);
			expect(items[0]?.json.validationFile).toBeNull();
			const hints = run.data.resultData.runData.Node?.[0]?.hints ?? [];
			expect(hints.map(({ message }) => message)).toEqual([
				expect.stringContaining(
					"validation file, in 'validation', is not used: the training file is one at the provider",
				),
			]);
		});
	});

	test.each([
		['job get', { jobId: byId('file-abc') }, /'Job' is the ID of a file/, /file-abc/],
		['job get', { jobId: byId('ft:gpt-4.1:o::1') }, /'Job' is the ID of a model/, /ID of a job/],
		['file get', { fileId: byId('ftjob-1') }, /'File' is the ID of a job/, /ID of a file/],
		[
			'job create',
			createJob('ftjob-1'),
			/'Training File' is the ID of a job/,
			/choose one from the list/,
		],
	])(
		'%s says so when it is given the ID of something else',
		async (name, more, message, advice) => {
			const [resource = '', operation = ''] = name.split(' ');
			const { error } = await engine.execute({ resource, operation, simplify: true, ...more });
			expect(error?.message).toMatch(message);
			expect(error?.description).toMatch(advice);
			expect(sandbox.requests).toEqual([]);
		},
	);

	test('names the uploaded file in the one text that Continue On Fail keeps', async () => {
		sandbox.faults.add({ method: 'POST', path: /fine_tuning\/jobs$/, status: 400, body: {} });
		const { items } = await engine.execute(
			createJob('', { trainingSource: 'binary', trainingBinaryProperty: 'data' }),
			[itemWithFile(trainingExamples(12))],
			{ onError: 'continueRegularOutput' },
		);
		const [uploaded] = sandbox.store.files.keys();
		expect(items[0]?.json.error).toContain(`to be reused or deleted: file ${uploaded}.`);
	});

	test('names the uploaded file when the job cannot be created', async () => {
		sandbox.faults.add({
			method: 'POST',
			path: /fine_tuning\/jobs$/,
			status: 403,
			body: {
				error: {
					message: 'OpenAI is winding down the fine-tuning platform.',
					type: 'invalid_request_error',
					param: null,
					code: 'training_not_available',
				},
			},
		});
		const { error } = await engine.execute(
			createJob('', { trainingSource: 'binary', trainingBinaryProperty: 'data' }),
			[itemWithFile(trainingExamples(12))],
		);
		const [uploaded] = sandbox.store.files.keys();
		expect(error?.message).toContain('no longer lets this organization create');
		expect(error?.description).toContain(
			`Already uploaded, to be reused or deleted: file ${uploaded}.`,
		);
		expect(error?.description).toContain('6 January 2027');
		expect(error).toMatchObject({ name: 'NodeApiError', httpCode: '403' });
	});

	test.each([
		['no model', { model: byId(BLANK) }, "'Base Model' is empty"],
		['no training file', { trainingFile: byId(BLANK) }, "'Training File' is empty"],
		['epochs', { hyperparameters: { nEpochs: 51 } }, "'Epochs' is 51"],
		[
			'suffix',
			{ additionalFields: { suffix: 'x'.repeat(65) } },
			"'Model Name Suffix' is 65 characters long",
		],
		['seed', { additionalFields: { seed: 2147483648 } }, "'Seed' is 2147483648"],
		['grader', { method: 'reinforcement', grader: '' }, "'Grader' is empty"],
		['json', { additionalFields: { extraBody: '{oops' } }, "'Extra Body' is not a JSON object"],
	])('refuses a bad %s before anything is sent', async (_, more, message) => {
		const { error } = await engine.execute(createJob('file-1', more));
		expect(error?.message).toBe(message);
		expect(error?.description).toBeTruthy();
		expect(sandbox.requests).toEqual([]);
	});

	describe("with Validate's estimate on the item", () => {
		const item = {
			json: { valid: true, trainingTokens: 48_000, epochs: 3, estimatedCost: 0.24 },
			binary: itemWithFile(trainingExamples(12)).binary,
		};
		const fromItem = { trainingSource: 'binary', trainingBinaryProperty: 'data' };

		test.each([
			[{ maxCost: 0.2 }, {}, "The job would take about 0.24, and 'Max Cost' is 0.2"],
			[{ maxTokens: 95_999 }, { nEpochs: 6 }, /would take 96,000 tokens, and 'Max Tokens'/],
			[{ maxTokens: 'many' }, {}, /'Max Tokens' is many, and must be/],
		])('%p stops it before anything is sent', async (options, hyperparameters, message) => {
			const { error } = await engine.execute(
				createJob('', { ...fromItem, options, hyperparameters }),
				[item],
			);
			expect(error?.message).toMatch(message);
			expect(sandbox.requests).toEqual([]);
		});

		test('a limit without an estimate stops it, too', async () => {
			const parameters = createJob('', { ...fromItem, options: { maxCost: 1 } });
			const { error } = await engine.execute(parameters, [{ ...item, json: {} }]);
			expect(error?.message).toMatch(/'Max Cost' is set, and the item has no estimate/);
			expect(sandbox.requests).toEqual([]);
		});

		test('below its limits the job is created, and what it takes is told', async () => {
			const options = { maxCost: 0.24, maxTokens: 48_000 };
			const { run, items } = await engine.execute(createJob('', { ...fromItem, options }), [item]);
			expect(items[0]?.json.status).toBe('validating_files');
			expect(run.data.resultData.runData.Node?.[0]?.hints).toEqual([
				{
					message:
						'Trains about 48,000 tokens in 3 epochs, for about 0.24 in the currency of your price.',
					type: 'info',
					location: 'outputPane',
				},
			]);
		});
	});

	test("tells once of a model that is shut down soon, by the server's clock and without a call", async () => {
		const file = await uploadedFile();
		const hints = async () => {
			const before = sandbox.requests.length;
			const { run, error } = await engine.execute(createJob(file), [{ json: {} }, { json: {} }]);
			expect(error).toBeUndefined();
			expect(sandbox.requests).toHaveLength(before + 2);
			const told = run.data.resultData.runData.Node?.[0]?.hints ?? [];
			return told.map(({ message }) => message);
		};
		expect(await hints()).toEqual([]);
		sandbox.clock.advance(Date.parse('2026-11-24') / 1000 - 1_770_000_000);
		expect(await hints()).toEqual([
			`${MODEL} will be shut down on 2027-01-14, with every model trained from it. Train a model that stays longer, or choose another provider.`,
		]);
	});

	test('stops at the first failure and names the jobs that exist already', async () => {
		const file = await uploadedFile();
		const item = { json: {} };
		sandbox.faults.add({
			method: 'POST',
			path: /fine_tuning\/jobs$/,
			nth: 2,
			status: 400,
			body: {},
		});
		const { error } = await engine.execute(createJob(file), [item, item, item]);
		expect(jobBodies()).toHaveLength(2);
		const [job] = sandbox.store.jobs.keys();
		expect(error?.description).toContain(`Already created for earlier items, and still there: job`);
		expect(error?.description).toContain(String(job));
		expect(error?.context).toMatchObject({ itemIndex: 1 });
	});
});

describe('job: get, cancel, pause, resume', () => {
	test.each(['get', 'cancel', 'pause', 'resume'])('%s refuses a blank ID', async (operation) => {
		const { error } = await engine.execute({
			resource: 'job',
			operation,
			jobId: byId(BLANK),
			simplify: true,
		});
		expect(error?.message).toBe("'Job' is empty");
		expect(sandbox.requests).toEqual([]);
	});

	test.each(['..', '.', 'a/../b', 'ftjob-1?x=1', 'ftjob 1#'])(
		'an ID cannot leave its place in the address: %s',
		async (id) => {
			const { error } = await engine.execute({
				resource: 'job',
				operation: 'get',
				jobId: byId(id),
				simplify: true,
			});
			expect(error?.message).toBeTruthy();
			for (const { path } of sandbox.requests) {
				expect(path).toBe(`/v1/fine_tuning/jobs/${encodeURIComponent(id)}`);
			}
		},
	);

	test('follow a job through pause and resume to its cancellation', async () => {
		const file = await uploadedFile();
		const created = await engine.execute(createJob(file));
		const id = String(created.items[0]?.json.id);
		const act = async (operation: string) =>
			(await engine.execute({ resource: 'job', operation, jobId: byId(id), simplify: true }))
				.items[0]?.json.status;
		sandbox.clock.advance(20);
		expect(await act('get')).toBe('running');
		expect(await act('pause')).toMatch(/^paus/);
		sandbox.clock.advance(5);
		expect(await act('get')).toBe('paused');
		expect(await act('resume')).toBe('queued');
		expect(await act('cancel')).toBe('cancelled');
	});

	test('without Simplify the job is untouched, but for an error that says nothing', async () => {
		const { id } = sandbox.seedJob({ status: 'succeeded', error: {}, trained_tokens: 9 });
		const { items } = await engine.execute({
			resource: 'job',
			operation: 'get',
			jobId: byId(id),
			simplify: false,
		});
		expect(items[0]?.json).toMatchObject({ id, object: 'fine_tuning.job', trained_tokens: 9 });
		expect(items[0]?.json.error).toBeNull();
	});

	test('Retry On Fail does not run a node again that succeeded', async () => {
		const { id } = sandbox.seedJob({
			status: 'failed',
			error: { code: 'invalid_n_examples', message: 'Too few', param: 'training_file' },
		});
		await engine.execute(
			{ resource: 'job', operation: 'get', jobId: byId(id), simplify: true },
			[{ json: {} }],
			{ retryOnFail: true, maxTries: 3, waitBetweenTries: 0 },
		);
		expect(sandbox.requests).toHaveLength(1);
	});

	test('a missing job is named, with what the API says and its request ID', async () => {
		const { error } = await engine.execute({
			resource: 'job',
			operation: 'cancel',
			jobId: byId('ftjob-none'),
			simplify: true,
		});
		expect(error).toMatchObject({
			name: 'NodeApiError',
			message: 'Job ftjob-none was not found',
			httpCode: '404',
		});
		expect(error?.description).toMatch(/Could not find fine tune.*Request ID: \S+/);
	});
});

describe('job: get many', () => {
	const getAll = (more: Record<string, unknown> = {}) =>
		({
			resource: 'job',
			operation: 'getAll',
			returnAll: true,
			limit: 50,
			filters: {},
			options: {},
			simplify: true,
			...more,
		}) as Parameters<typeof engine.execute>[0];

	beforeEach(() => {
		for (let index = 0; index < 250; index += 1) {
			sandbox.seedJob({
				status: index % 50 === 0 ? 'failed' : 'succeeded',
				created_at: 1_760_000_000 + index,
				metadata: { part: String(index % 2) },
			});
		}
	});

	test.each([
		['all', { returnAll: true }, 250, 3],
		['a limit within a page', { returnAll: false, limit: 7 }, 7, 1],
		['a limit of a page', { returnAll: false, limit: 100 }, 100, 1],
		['a limit over a page', { returnAll: false, limit: 101 }, 101, 2],
	])('%s: in order, in as few calls as can be', async (_, more, count, calls) => {
		const { items } = await engine.execute(getAll(more));
		expect(items).toHaveLength(count);
		const created = items.map(({ json }) => String(json.createdAt));
		expect(created).toEqual([...created].sort().reverse());
		expect(sandbox.requests).toHaveLength(calls);
	});

	test('a server that always has more does not keep the node for ever', async () => {
		sandbox.list.alwaysHasMore = true;
		const { items } = await engine.execute(getAll());
		expect(items).toHaveLength(250);
		expect(sandbox.requests).toHaveLength(4);
	});

	test('the limit counts what the filters leave', async () => {
		const { items } = await engine.execute(
			getAll({ returnAll: false, limit: 3, filters: { status: ['failed'] } }),
		);
		expect(items.map(({ json }) => json.status)).toEqual(['failed', 'failed', 'failed']);
	});

	test('metadata is filtered by the API and compared once more', async () => {
		const filters = { metadata: { values: [{ key: 'part', value: '1' }] } };
		const { items } = await engine.execute(getAll({ filters }));
		expect(items).toHaveLength(125);
		expect(sandbox.requests[0]?.query['metadata[part]']).toBe('1');
		const custom = createEngine({ ...sandbox, provider: 'custom' });
		expect((await custom.execute(getAll({ filters }))).items).toHaveLength(125);
		expect(sandbox.requests.at(-1)?.query).not.toHaveProperty('metadata[part]');
	});

	describe('by time', () => {
		const HOUR = 3600;
		/** When the newest of the 200 jobs that are an hour apart was created. */
		const NEWEST = 1_769_900_000;

		beforeEach(() => {
			for (let index = 0; index < 200; index += 1) {
				const created_at = NEWEST - (199 - index) * HOUR;
				sandbox.seedJob({ status: 'succeeded', created_at, finished_at: created_at + 50 * HOUR });
			}
		});

		const created = async (filters: Record<string, unknown>) => {
			const { items, error } = await engine.execute(getAll({ filters }));
			expect(error).toBeUndefined();
			return items.map(({ json }) => Date.parse(String(json.createdAt)) / 1000);
		};
		const lastHours = (count: number) =>
			Array.from({ length: count }, (_, index) => NEWEST - index * HOUR);
		const iso = (seconds: number) => new Date(seconds * 1000).toISOString();

		test('what was created since a moment, that one included; the rest is not read', async () => {
			expect(await created({ createdAfter: iso(NEWEST - 29 * HOUR) })).toEqual(lastHours(30));
			expect(sandbox.requests).toHaveLength(1);
		});

		test.each([
			['from its oldest', () => void (sandbox.list.order = 'oldest')],
			["with neighbours in each other's place", () => void (sandbox.list.swapsPairs = true)],
		])('a list %s loses none', async (_, spoil) => {
			spoil();
			const found = await created({ createdAfter: iso(NEWEST - 29 * HOUR) });
			expect(found.sort((a, b) => b - a)).toEqual(lastHours(30));
		});

		test('what ended since a moment may have begun long before', async () => {
			const finishedAfter = iso(NEWEST + 40 * HOUR);
			expect(await created({ finishedAfter })).toEqual(lastHours(11));
			expect(sandbox.requests).toHaveLength(5);
			expect(await created({ finishedAfter, createdAfter: iso(NEWEST - 4 * HOUR) })).toEqual(
				lastHours(5),
			);
			expect(sandbox.requests).toHaveLength(6);
		});

		test("a DateTime of an expression, and a time of the workflow's zone", async () => {
			const dateTime = `={{ DateTime.fromSeconds(${NEWEST - 2 * HOUR}) }}`;
			expect(await created({ createdAfter: dateTime })).toEqual(lastHours(3));
			expect(await created({ createdAfter: `={{ ${NEWEST - 2 * HOUR} }}` })).toEqual(lastHours(3));
			setGlobalState({ defaultTimezone: 'Asia/Tokyo' });
			try {
				const local = iso(NEWEST - 2 * HOUR + 9 * HOUR).slice(0, 19);
				expect(await created({ createdAfter: local })).toEqual(lastHours(3));
			} finally {
				setGlobalState({ defaultTimezone: 'America/New_York' });
			}
		});

		test('an empty one filters nothing; what is no date is refused before anything is sent', async () => {
			expect(await created({ createdAfter: '' })).toHaveLength(450);
			const before = sandbox.requests.length;
			const { error } = await engine.execute(getAll({ filters: { finishedAfter: 'last week' } }));
			expect(error?.message).toBe("'Finished After' is last week, which is not a date");
			expect(error?.description).toContain('2026-11-24T08:30');
			expect(sandbox.requests).toHaveLength(before);
		});
	});

	test('goes on after a given job', async () => {
		const all = await engine.execute(getAll());
		const after = String(all.items[99]?.json.id);
		const { items } = await engine.execute(getAll({ options: { after } }));
		expect(items[0]?.json.id).toBe(all.items[100]?.json.id);
		expect(items).toHaveLength(150);
	});

	test('a limit of nothing is refused', async () => {
		const { error } = await engine.execute(getAll({ returnAll: false, limit: 0 }));
		expect(error?.message).toBe("'Limit' must be a whole number from 1");
	});
});

describe('items', () => {
	const get = { resource: 'job', operation: 'get', jobId: '={{ $json.job }}', simplify: true };
	const jobs = (count: number) =>
		Array.from({ length: count }, () => sandbox.seedJob({ status: 'running' }).id);

	test('run together, with results in input order, each paired with its item', async () => {
		const ids = jobs(30);
		sandbox.faults.add({ path: new RegExp(`${ids[0]}$`), delayMs: 150 });
		const { items } = await engine.execute(
			get,
			ids.map((job) => ({ json: { job } })),
		);
		expect(items.map(({ json }) => json.id)).toEqual(ids);
		expect(items.map(({ pairedItem }) => pairedItem)).toEqual(ids.map((_, item) => ({ item })));
		expect(sandbox.requests[0]?.path.endsWith(String(ids[0]))).toBe(true);
	});

	test('Continue On Fail gives the error of the failed items only', async () => {
		const [first, last] = jobs(2);
		const { items, error } = await engine.execute(
			get,
			[first, 'ftjob-none', last].map((job) => ({ json: { job } })),
			{ onError: 'continueRegularOutput' },
		);
		expect(error).toBeUndefined();
		expect(items.map(({ json }) => json.id ?? json.error)).toEqual([
			first,
			'Job ftjob-none was not found',
			last,
		]);
		expect(items[1]).toEqual({
			json: { error: 'Job ftjob-none was not found' },
			pairedItem: { item: 1 },
		});
	});

	test('no items: nothing is done', async () => {
		const { items } = await engine.execute(get, []);
		expect(items).toEqual([]);
		expect(sandbox.requests).toEqual([]);
	});
});
