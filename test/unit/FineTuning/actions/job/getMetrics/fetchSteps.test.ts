/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { Readable } from 'node:stream';

import { fetchSteps } from '../../../../../../nodes/FineTuning/actions/job/getMetrics/fetchSteps';
import { openApi } from '../../../../../../nodes/shared/api';
import type { Job } from '../../../../../../nodes/shared/domain/job';
import { aContext, aJob, aStep, ok, refused } from '../../../../builders';

const event = (id: string, data: unknown) => ({ id, created_at: 1, message: '', data });

/** Newest first; of step 2 the log holds two measurements. */
const LOG = [
	event('e5', { step: 2, total_steps: 6, train_loss: 1, full_valid_loss: 1.2 }),
	event('e4', {}),
	event('e3', { step: 2, total_steps: 6, train_loss: 9 }),
	event('e2', null),
	event('e1', { step: 1, total_steps: 6, train_loss: 2, train_mean_token_accuracy: 0.5 }),
];
const LOGGED = [
	aStep(1, { trainLoss: 2, trainAccuracy: 0.5, epoch: 1 }),
	aStep(2, { trainLoss: 1, fullValidLoss: 1.2, epoch: 1 }),
];

const bytes = (text: string) => Readable.from([Buffer.from(text)]);

/** The steps of a job at a server that has these files, and this log. */
async function stepsOf(
	job: Job,
	files: Record<string, string>,
	log: unknown[] = LOG,
	credential: Record<string, unknown> = {},
) {
	const asked: string[] = [];
	const { context } = aContext(({ url }) => {
		const path = new URL(url).pathname.replace('/v1/', '');
		asked.push(path);
		if (path.endsWith('/events')) return ok({ data: log, has_more: false });
		const [, id = ''] = path.split('/');
		const text = files[id];
		return text === undefined
			? { ...refused(404), body: bytes('{}') }
			: { statusCode: 200, headers: {}, body: bytes(text) };
	}, credential);
	return { steps: await fetchSteps(await openApi(context), job), asked };
}

const running = aJob({ status: 'running', epochs: 2, resultFiles: ['f'] });
const ended = aJob({ status: 'succeeded', epochs: 2, resultFiles: ['f'] });

test('a running job is read from its log: in order, of a step the last measurement, with its epoch', async () => {
	const { steps, asked } = await stepsOf(running, { f: 'step\n1' });
	expect(steps).toEqual(LOGGED);
	expect(asked).toEqual(['fine_tuning/jobs/ftjob-1/events']);
});

test('a log without figures gives no steps', async () => {
	const { steps } = await stepsOf(running, {}, [event('e1', { step: 'x' }), event('e2', null)]);
	expect(steps).toEqual([]);
});

test('a finished job is read from its result file, whose last step tells how many there are', async () => {
	const { steps, asked } = await stepsOf(ended, { f: 'step,train_loss\n1,3\n2,2\n4,1' });
	expect(steps.map(({ step, epoch, trainLoss }) => [step, epoch, trainLoss])).toEqual([
		[1, 1, 3],
		[2, 1, 2],
		[4, 2, 1],
	]);
	expect(asked).toEqual(['files/f/content']);
});

test('a job that did not go to its end does not tell how many steps there would have been', async () => {
	const { steps } = await stepsOf({ ...ended, status: 'cancelled' }, { f: 'step\n1\n2' });
	expect(steps.map(({ epoch }) => epoch)).toEqual([null, null]);
});

test.each<[string, string[], Record<string, string>]>([
	['is gone', ['f'], {}],
	['is in no known form', ['f'], { f: '<html>' }],
	['is empty', ['f'], { f: 'step,train_loss\n' }],
	['was never there', [], {}],
])('when the result file %s, the log serves', async (_, resultFiles, files) => {
	const { steps } = await stepsOf({ ...ended, resultFiles }, files);
	expect(steps).toEqual(LOGGED);
});

test('of several result files the first one with steps counts', async () => {
	const job = { ...ended, resultFiles: ['gone', 'odd', 'good', 'unread'] };
	const { steps, asked } = await stepsOf(job, { odd: 'oops', good: 'step\n7', unread: 'step\n8' });
	expect(steps.map(({ step }) => step)).toEqual([7]);
	expect(asked).toHaveLength(3);
});

test('from a provider that gives no files back, none is wanted', async () => {
	const steps = stepsOf(ended, { f: 'step\n1' }, LOG, { provider: 'crusoe' });
	await expect(steps).rejects.toThrow(/cannot list the events of jobs$/);
});

test('a result file that cannot be had is told', async () => {
	const { context } = aContext(() => ({ ...refused(400), body: bytes('{}') }));
	await expect(fetchSteps(await openApi(context), ended)).rejects.toThrow(
		/^Could not read the result file/,
	);
});

test('of several totals in the log the largest counts', async () => {
	const log = [
		event('e5', { step: 4, train_loss: 1 }),
		event('e4', { step: 3, total_steps: 4, train_loss: 1 }),
		event('e3', { step: 2, total_steps: 6, train_loss: 2 }),
		event('e2', { step: 1, total_steps: 5, train_loss: 2 }),
		event('e1', null),
	];
	const { steps } = await stepsOf(running, {}, log);
	expect(steps.map(({ epoch }) => epoch)).toEqual([1, 1, 1, 2]);
});

test('a training of very many steps is read like any other', async () => {
	const many = 150_000;
	const rows = Array.from({ length: many }, (_, index) => `${index + 1},1`).join('\n');
	const { steps } = await stepsOf(ended, { f: `step,train_loss\n${rows}` });
	expect(steps.at(-1)).toMatchObject({ step: many, epoch: 2 });
});

test('so is a log of very many events, which tell how many steps there are', async () => {
	const log = Array.from({ length: 150_000 }, (_, index) =>
		event(`e${index}`, { step: 1, total_steps: 1, train_loss: 2 }),
	);
	expect((await stepsOf(running, {}, log)).steps).toHaveLength(1);
});
