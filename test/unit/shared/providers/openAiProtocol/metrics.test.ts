import {
	readResultFile,
	readStep,
	readTotalSteps,
} from '../../../../../nodes/shared/providers/openAiProtocol/metrics';
import { aStep } from '../../../builders';

describe('a result file', () => {
	const HEADER = 'step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy';
	const CSV = `${HEADER}\n1,2.5,0.4,,\n2,1.5,0.6,1.7,0.55\n`;
	const STEPS = [
		aStep(1, { trainLoss: 2.5, trainAccuracy: 0.4 }),
		aStep(2, { trainLoss: 1.5, trainAccuracy: 0.6, validLoss: 1.7, validAccuracy: 0.55 }),
	];

	test.each([
		['plain', CSV],
		['with CRLF', CSV.replaceAll('\n', '\r\n')],
		['with a BOM', `\uFEFF${CSV}`],
		['without a last line end', CSV.trimEnd()],
		['in base64', Buffer.from(CSV).toString('base64')],
		['in base64 of several lines', Buffer.from(CSV).toString('base64').replace(/.{20}/g, '$&\n')],
	])('is read %s', (_, text) => {
		expect(readResultFile(text)).toEqual(STEPS);
	});

	test.each([
		[
			'names of older files',
			'step,training_loss,validation_token_accuracy\n3,1,0.5',
			aStep(3, { trainLoss: 1, validAccuracy: 0.5 }),
		],
		[
			'figures of its own',
			'elapsed_tokens,step,reward_mean\n70,3,0.5',
			aStep(3, { elapsedTokens: 70, rewardMean: 0.5 }),
		],
		[
			"OpenAI's rewards",
			'step,train_mean_reward,full_valid_mean_reward,valid_reward_mean\n3,0.4,0.7,0.6',
			aStep(3, { trainReward: 0.4, fullValidReward: 0.7, validReward: 0.6 }),
		],
		["Amazon's rewards", 'step,critic_rewards_mean\n3,0.4', aStep(3, { trainReward: 0.4 })],
		['what is no number', 'step,train_loss\n3,nan', aStep(3)],
		['no field error', 'step,error\n3,1', aStep(3)],
	])('gives %s', (_, csv, step) => {
		expect(readResultFile(csv)).toEqual([step]);
	});

	test.each(['', 'oops', '<html></html>', 'a,b\n1,2', '{"messages":[]}', 'stepwise,b\n1,2'])(
		'%p is none',
		(text) => {
			expect(readResultFile(text)).toBeNull();
		},
	);
});

test.each([[{}], [{ step: null }], [{ step: '' }], [{ step: 'one' }]])(
	'%p is no step',
	(figures) => {
		expect(readStep(figures)).toBeNull();
	},
);

test('figures are read as numbers, under names of ours, whether they come as numbers or as texts', () => {
	const figures = {
		step: '2',
		epoch: 1,
		total_steps: 6,
		error: 1,
		train_loss: '0.5',
		train_mean_token_accuracy: 0.25,
		full_valid_loss: 1.2,
		full_valid_mean_token_accuracy: 0.9,
		learning_rate: Number.NaN,
		note: 'fine',
		empty: ' ',
	};
	const more = { trainLoss: 0.5, trainAccuracy: 0.25, fullValidLoss: 1.2, fullValidAccuracy: 0.9 };
	expect(readStep(figures)).toEqual(aStep(2, more));
});

test.each([
	[{ total_steps: 6 }, 6],
	[{ total_steps: '6' }, 6],
	[{ total_steps: 0 }, null],
	[{ total_steps: 2.5 }, null],
	[{ total_steps: null }, null],
	[{}, null],
])('the figures %p tell the number of steps: %p', (figures, total) => {
	expect(readTotalSteps(figures)).toBe(total);
});
