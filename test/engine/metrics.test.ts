import type { IBinaryKeyData, INodeExecutionData, IRun } from 'n8n-workflow';
import { PNG } from 'pngjs';

import { startSandbox, type Sandbox } from '../../sandbox';
import { trainingExamples } from './examples';
import { byId, createEngine, itemWithFile, createParameters } from './harness';

let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;
let jobId: string;
let trainingFile: string;

beforeEach(async () => {
	sandbox = await startSandbox({ startTime: 1_770_000_000, seed: 1 });
	engine = createEngine(sandbox);
	const training = itemWithFile(trainingExamples(60));
	const validation = itemWithFile(trainingExamples(10), 'validation');
	const { items } = await engine.execute(
		{
			...createParameters('gpt-4.1-mini-2025-04-14'),
			hyperparameters: { nEpochs: 3, batchSize: 6 },
			additionalFields: { validationBinaryProperty: 'validation' },
		},
		[{ json: {}, binary: { ...training.binary, ...validation.binary } as IBinaryKeyData }],
	);
	jobId = String(items[0]?.json.id);
	trainingFile = String(items[0]?.json.trainingFile);
	sandbox.requests.length = 0;
});

afterEach(async () => await sandbox.close());

const metrics = async (output: string, options = {}) =>
	await engine.execute({
		resource: 'job',
		operation: 'getMetrics',
		jobId: byId(jobId),
		output,
		options,
	});
const calls = () => sandbox.requests.map(({ path }) => path.replace(/^\/v1\//, ''));

test('a finished job: its steps from the result file', async () => {
	sandbox.clock.advance(7200);
	const { items } = await metrics('steps');
	expect(items).toHaveLength(30);
	expect(items[0]).toEqual({
		json: {
			jobId,
			step: 1,
			epoch: 1,
			trainLoss: expect.any(Number),
			trainAccuracy: expect.any(Number),
			validLoss: null,
			validAccuracy: null,
		},
		pairedItem: { item: 0 },
	});
	expect(items[1]?.json.validLoss).toEqual(expect.any(Number));
	expect(items.map(({ json }) => json.epoch)).toEqual(
		[1, 2, 3].flatMap((epoch) => Array.from({ length: 10 }, () => epoch)),
	);
	expect(calls()[1]).toMatch(/^files\/file-.*\/content$/);
	expect(calls()).toHaveLength(2);
});

test('a running job: from its log, as far as it is', async () => {
	sandbox.clock.advance(40);
	const { items } = await metrics('steps');
	expect(items.length).toBeGreaterThan(3);
	expect(items.length).toBeLessThan(30);
	expect(items.map(({ json }) => json.step)).toEqual(items.map((_, index) => index + 1));
	expect(items[9]?.json).toMatchObject({ epoch: 1, fullValidLoss: expect.any(Number) });
	expect(calls()[1]).toContain(`jobs/${jobId}/events`);
});

test.each(['plain', 'in base64'])('a summary, the result file %s', async (form) => {
	sandbox.clock.advance(7200);
	const { items: before } = await metrics('summary');
	if (form === 'in base64') {
		const [id] = [...sandbox.store.files.values()]
			.filter(({ file }) => file.purpose === 'fine-tune-results')
			.map(({ file }) => file.id);
		const csv = 'step,train_loss,valid_loss\n1,2,2.5\n2,1,1.5\n3,0.5,2\n';
		sandbox.faults.add({
			path: new RegExp(`${id}/content$`),
			body: Buffer.from(csv).toString('base64'),
		});
		const { items } = await metrics('summary');
		expect(items[0]?.json).toEqual({
			jobId,
			status: 'succeeded',
			model: 'gpt-4.1-mini-2025-04-14',
			steps: 3,
			firstTrainLoss: 2,
			lastTrainLoss: 0.5,
			firstValidLoss: 2.5,
			lastValidLoss: 2,
			bestValidLoss: 1.5,
			bestValidStep: 2,
			overfitting: true,
			sparkline: '▇▃▁',
			summary:
				'Training loss 2.000 → 0.500 at step 3 ▇▃▁, best validation loss 1.500 at step 2, rose after that (over-fitting)',
		});
	} else {
		expect(before[0]?.json).toMatchObject({ steps: 30, overfitting: false });
		expect(before[0]?.json.sparkline).toMatch(/^▇[▁▂▃▅▆▇]{18}▁$/);
	}
});

test('a deleted result file is made up for by the log', async () => {
	sandbox.clock.advance(7200);
	sandbox.faults.add({
		path: /content$/,
		status: 404,
		body: { error: { message: 'No such File object', param: 'id', code: null } },
	});
	const { items, error } = await metrics('steps');
	expect(error).toBeUndefined();
	expect(items).toHaveLength(30);
});

test('an answer that breaks off is read again', async () => {
	sandbox.clock.advance(7200);
	sandbox.faults.add({ path: /content$/, times: 1, cutBody: true });
	const { items } = await metrics('steps');
	expect(items).toHaveLength(30);
	expect(calls()).toHaveLength(3);
});

test('nothing measured yet: no steps, and a summary that says so', async () => {
	expect((await metrics('steps')).items).toEqual([]);
	const { items } = await metrics('summary');
	expect(items[0]?.json).toMatchObject({ steps: 0, summary: 'No training metrics yet' });
});

describe('the loss curve as a picture', () => {
	const CSV =
		'step,train_loss,valid_loss\n1,4,\n2,3,3\n3,2,\n4,1,2\n5,0.5,\n6,0.4,1\n7,0.3,\n8,0.2,2.5\n9,0.1,\n';
	/** As the eye tells them: what is drawn in between is a mixture with the background. */
	const COLOURS = { training: 0x2563eb, validation: 0xea580c, best: 0x15803d };

	const serve = (path: RegExp, body: string) => sandbox.faults.add({ path, body });
	const hintsOf = (run: IRun) =>
		(run.data.resultData.runData.Node?.[0]?.hints ?? []).map(({ message }) => message);

	function pictureOf(item: INodeExecutionData | undefined) {
		const file = item?.binary?.chart;
		expect(file).toMatchObject({ mimeType: 'image/png', fileType: 'image', fileExtension: 'png' });
		return { name: file?.fileName, image: PNG.sync.read(Buffer.from(file?.data ?? '', 'base64')) };
	}

	/** The places of one colour under the legend. */
	function placesOf({ width, height, data }: PNG, colour: number) {
		const places = Array.from({ length: width * height }, (_, index) => index).filter(
			(index) => data.readUIntBE(index * 4, 3) === colour && index >= 180 * width,
		);
		return places.map((index) => ({ x: index % width, y: Math.floor(index / width) }));
	}

	/** The middle of the round mark, which is wider than the line through it. */
	function middleOf(places: Array<{ x: number; y: number }>) {
		const round = places.filter(({ y }) => places.filter((one) => one.y === y).length > 6);
		const mean = (axis: 'x' | 'y') =>
			round.reduce((sum, place) => sum + place[axis], 0) / round.length;
		return { x: mean('x'), y: mean('y') };
	}

	beforeEach(() => sandbox.clock.advance(7200));

	test('with the summary: both curves, and the mark where the validation was best', async () => {
		serve(/content$/, CSV);
		const { items, run } = await metrics('summary', { chart: true });
		expect(items).toHaveLength(1);
		expect(items[0]?.json).toMatchObject({ id: jobId, jobId, bestValidStep: 6, bestValidLoss: 1 });
		expect(items[0]?.json).toHaveProperty('fineTunedModel');
		expect(hintsOf(run)).toEqual([]);
		const { name, image } = pictureOf(items[0]);
		expect(name).toBe(`loss-${jobId}.png`);
		expect([image.width, image.height]).toEqual([1200, 675]);
		// White in all four corners, and nothing lets the dark background of others through.
		for (const at of [0, 1199, 674 * 1200, 675 * 1200 - 1]) {
			expect(image.data.readUInt32BE(at * 4)).toBe(0xffffffff);
		}
		const training = placesOf(image, COLOURS.training);
		const validation = placesOf(image, COLOURS.validation);
		expect(training.length).toBeGreaterThan(1000);
		expect(validation.length).toBeGreaterThan(1000);
		// From step 1 to 9 and from a loss of 0 to 4: step 6 is five eighths to the right, 1 a quarter up.
		const xs = training.map(({ x }) => x);
		const ys = training.map(({ y }) => y);
		const [left, right] = [Math.min(...xs), Math.max(...xs)];
		const [top, bottom] = [Math.min(...ys), Math.max(...ys)];
		const mark = middleOf(placesOf(image, COLOURS.best));
		expect(Math.abs(mark.x - (left + ((right - left) * 5) / 8))).toBeLessThan(4);
		expect(Math.abs(mark.y - (top + ((bottom - top) * 3) / 3.9))).toBeLessThan(4);
	});

	test('with the steps: in the first of them', async () => {
		const { items } = await metrics('steps', { chart: true });
		expect(items).toHaveLength(30);
		pictureOf(items[0]);
		expect(items.slice(1).filter(({ binary }) => binary)).toEqual([]);
		expect(items[0]?.json).not.toHaveProperty('chart');
	});

	test.each([[{}], [{ chart: false }]])('not with %p', async (options) => {
		const { items, run } = await metrics('summary', options);
		expect(items[0]).not.toHaveProperty('binary');
		expect(hintsOf(run)).toEqual([]);
	});

	test('no validation: one curve, and no mark', async () => {
		serve(/content$/, 'step,train_loss\n1,4\n2,3\n');
		const { items } = await metrics('summary', { chart: true });
		const { image } = pictureOf(items[0]);
		expect(placesOf(image, COLOURS.training).length).toBeGreaterThan(1000);
		expect(placesOf(image, COLOURS.validation)).toEqual([]);
		expect(placesOf(image, COLOURS.best)).toEqual([]);
	});

	test('metrics without loss or reward: the item goes on, and a warning says why', async () => {
		serve(/content$/, 'step,train_accuracy\n1,0.4\n');
		const { items, run, error } = await metrics('summary', { chart: true });
		expect(error).toBeUndefined();
		expect(items[0]?.json).toMatchObject({ jobId, steps: 1 });
		expect(items[0]).not.toHaveProperty('binary');
		expect(hintsOf(run)).toEqual([
			`No chart for job ${jobId}: its metrics tell neither loss nor reward.`,
		]);
	});

	test('a reinforcement training: its rewards', async () => {
		serve(
			/content$/,
			'step,train_reward_mean,valid_reward_mean\n1,0.1,0.2\n2,0.6,0.5\n3,0.8,0.3\n',
		);
		const { items } = await metrics('steps', { chart: true });
		expect(items[1]?.json).toMatchObject({ trainReward: 0.6, validReward: 0.5 });
		const { image } = pictureOf(items[0]);
		const mark = middleOf(placesOf(image, COLOURS.best));
		const xs = placesOf(image, COLOURS.training).map(({ x }) => x);
		expect(Math.abs(mark.x - (Math.min(...xs) + Math.max(...xs)) / 2)).toBeLessThan(4);
	});

	test('several jobs: each its own, and a warning of the one that has none', async () => {
		const created = await engine.execute({
			...createParameters('gpt-4.1-mini-2025-04-14', trainingFile),
		});
		const young = String(created.items[0]?.json.id);
		const { items, run } = await engine.execute(
			{
				resource: 'job',
				operation: 'getMetrics',
				jobId: byId('={{ $json.id }}'),
				output: 'summary',
				options: { chart: true },
			},
			[{ json: { id: jobId } }, { json: { id: young } }, { json: { id: jobId } }],
		);
		expect(items.map(({ json, binary }) => [json.jobId, binary?.chart?.fileName])).toEqual([
			[jobId, `loss-${jobId}.png`],
			[young, undefined],
			[jobId, `loss-${jobId}.png`],
		]);
		expect(hintsOf(run)).toEqual([expect.stringContaining(`No chart for job ${young}: `)]);
	});
});

test.each(['steps', 'summary'])(
	'nothing measured yet: no picture but words, with %s',
	async (output) => {
		const { items, run, error } = await metrics(output, { chart: true });
		expect(error).toBeUndefined();
		expect(items.filter(({ binary }) => binary)).toEqual([]);
		const hints = run.data.resultData.runData.Node?.[0]?.hints ?? [];
		expect(hints.map(({ message }) => message)).toEqual([
			`No chart for job ${jobId}: it has no metrics yet. Get them again when it has trained for a while.`,
		]);
	},
);
