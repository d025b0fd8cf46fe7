import {
	chartOf,
	picture,
} from '../../../../../../nodes/FineTuning/actions/job/getMetrics/picture';
import * as png from '../../../../../../nodes/FineTuning/chart/png';
import { openApi } from '../../../../../../nodes/shared/api';
import { aContext, aJob, aStep, ok } from '../../../../builders';

const job = aJob({ id: 'ftjob-1', model: 'gpt-x', status: 'running' });
const namesOf = (steps: Parameters<typeof chartOf>[1]) =>
	chartOf(job, steps)?.curves.map(({ name }) => name);

test('names the model, the job and its status', () => {
	expect(chartOf(job, [aStep(1, { trainLoss: 1 })])).toMatchObject({
		title: 'gpt-x',
		subtitle: 'ftjob-1, running',
	});
	expect(chartOf({ ...job, model: '' }, [aStep(1, { trainLoss: 1 })])?.title).toBe('Fine-tuning');
});

test.each([
	['losses', { trainLoss: 1, validLoss: 2 }, ['Training loss', 'Validation loss']],
	['rewards', { trainReward: 1, validReward: 2 }, ['Training reward', 'Validation reward']],
	['losses before rewards', { trainLoss: 1, trainReward: 1 }, ['Training loss']],
	['neither', { trainAccuracy: 1 }, undefined],
])('draws %s', (_, figures, names) => {
	expect(namesOf([aStep(1, figures)])).toEqual(names);
});

test('nothing measured, nothing drawn', () => {
	expect(chartOf(job, [])).toBeNull();
});

test('the best is the lowest loss, or the highest reward, of the validation; the first of equals', () => {
	const figures = [0.5, 0.2, 0.9, 0.2, 0.9];
	const bestOf = (name: string) =>
		chartOf(
			job,
			figures.map((value, index) => aStep(index + 1, { [name]: value })),
		)?.best?.label;
	expect(bestOf('validLoss')).toBe('Best 0.2 at step 2');
	expect(bestOf('validReward')).toBe('Best 0.9 at step 3');
	expect(bestOf('trainLoss')).toBeUndefined();
});

test('the whole validation file counts before samples of it, unless told once only', () => {
	const sampled = [aStep(1, { validLoss: 1 }), aStep(2, { validLoss: 2 })];
	const once = [...sampled, aStep(3, { fullValidLoss: 0.1 })];
	expect(chartOf(job, once)?.best?.label).toBe('Best 1 at step 1');
	const twice = [...once, aStep(4, { fullValidLoss: 0.3 })];
	expect(chartOf(job, twice)?.best?.label).toBe('Best 0.1 at step 3');
	const alone = [aStep(1, { trainLoss: 1 }), aStep(2, { fullValidLoss: 0.4 })];
	expect(chartOf(job, alone)?.best?.label).toBe('Best 0.4 at step 2');
});

test('a picture that cannot be drawn is told, and the metrics go on', async () => {
	jest.spyOn(png, 'toPng').mockRejectedValueOnce(new Error('out of memory'));
	const { context, hints } = aContext(() => ok({}));
	const run = { context, api: await openApi(context), itemIndex: 0, leftBehind: [] };
	expect(await picture(run, job, [aStep(1, { trainLoss: 1 })])).toBeUndefined();
	expect(hints).toMatchObject([
		{ type: 'warning', message: 'The chart for job ftjob-1 could not be drawn: out of memory' },
	]);
});
