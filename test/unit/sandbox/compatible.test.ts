import { customProblem, nebiusProblem } from '../../../sandbox/compatible';
import type { Known } from '../../../sandbox/createBody';
import { fastApiAnswer } from '../../../sandbox/fastApi';

const known: Known = {
	isFineTunable: (model) => model === 'base',
	file: () => ({ purpose: 'fine-tune', status: 'processed' }),
};
const minimal = { model: 'base', training_file: 'file-train' };
const wandb = { type: 'wandb', wandb: { project: 'p' } };

describe('compatible providers', () => {
	test('Nebius takes its own hyperparameters at the top level, and its integration', () => {
		const hyperparameters = { learning_rate: 1e-5, lora: true, lora_r: 8, context_length: 8192 };
		const integrations = [{ type: 'wandb', wandb: { project: 'p', api_key: 'k' } }];
		const body = { ...minimal, hyperparameters, integrations, metadata: { a: 'b' } };
		expect(nebiusProblem(body, known)).toBeNull();
	});

	test.each<[object, Array<string | number>, string]>([
		[{ training_file: null }, ['training_file'], 'missing'],
		[{ method: { type: 'supervised' } }, ['method'], 'extra_forbidden'],
		[
			{ hyperparameters: { learning_rate_multiplier: 1 } },
			['hyperparameters', 'learning_rate_multiplier'],
			'extra_forbidden',
		],
		[{ hyperparameters: { n_epochs: 'auto' } }, ['hyperparameters', 'n_epochs'], 'value_error'],
		[{ integrations: [wandb] }, ['integrations', 0, 'wandb', 'api_key'], 'missing'],
	])('Nebius refuses %j by name', (fields, where, type) => {
		const error = nebiusProblem({ ...minimal, ...fields }, known);
		expect(error && fastApiAnswer(error)).toMatchObject({
			status: 422,
			body: { detail: [{ loc: ['body', ...where], type }] },
		});
	});

	test('a plain compatible server ignores what it does not know, but for method', () => {
		expect(customProblem({ ...minimal, custom_llm_provider: 'x', metadata: {} }, known)).toBeNull();
		expect(customProblem({ ...minimal, method: {} }, known)).toMatchObject({
			body: { param: 'method', code: 'unknown_parameter' },
		});
	});
});
