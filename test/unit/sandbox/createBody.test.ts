import { createBodyProblem, type Known } from '../../../sandbox/createBody';

const known: Known = {
	isFineTunable: (model) => model === 'base',
	file: (id) =>
		({
			'file-train': { purpose: 'fine-tune', status: 'processed' },
			'file-valid': { purpose: 'fine-tune', status: 'processed' },
			'file-batch': { purpose: 'batch', status: 'processed' },
			'file-new': { purpose: 'fine-tune', status: 'pending' },
		})[id],
};
const minimal = { model: 'base', training_file: 'file-train' };
const check = { type: 'string_check', name: 'n', input: 'i', reference: 'r', operation: 'eq' };
const pairs = (count: number) =>
	Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));
const supervised = (hyperparameters: object) => ({
	method: { type: 'supervised', supervised: { hyperparameters } },
});
const reinforcement = (grader: unknown, hyperparameters = {}) => ({
	validation_file: 'file-valid',
	method: { type: 'reinforcement', reinforcement: { grader, hyperparameters } },
});
const wandb = { type: 'wandb', wandb: { project: 'p', name: null, tags: ['a'] } };

describe('accepted', () => {
	test.each<[string, object]>([
		['the least', {}],
		['nothing but nulls', { suffix: null, seed: null, metadata: null, method: null }],
		[
			'everything',
			{
				validation_file: 'file-valid',
				suffix: 'x'.repeat(64),
				seed: 2_147_483_647,
				metadata: pairs(16),
				integrations: [wandb],
			},
		],
		[
			'the deprecated form',
			{ hyperparameters: { n_epochs: 50, batch_size: 'auto', learning_rate_multiplier: 0.1 } },
		],
		['a method without settings', { method: { type: 'dpo' } }],
		['supervised', supervised({ n_epochs: 1, batch_size: 256, learning_rate_multiplier: 'auto' })],
		['dpo', { method: { type: 'dpo', dpo: { hyperparameters: { beta: 2 } } } }],
		[
			'string_check',
			reinforcement(check, {
				reasoning_effort: 'low',
				compute_multiplier: 10,
				eval_interval: 1,
				eval_samples: 'auto',
			}),
		],
		[
			'text_similarity',
			reinforcement({
				type: 'text_similarity',
				name: 'n',
				input: 'i',
				reference: 'r',
				evaluation_metric: 'rouge_l',
			}),
		],
		['python', reinforcement({ type: 'python', name: 'n', source: 'def grade(): pass' })],
		[
			'score_model',
			reinforcement({
				type: 'score_model',
				name: 'n',
				model: 'm',
				input: [{ role: 'user', content: 'x' }],
				range: [0, 1],
			}),
		],
		[
			'multi, by name',
			reinforcement({ type: 'multi', name: 'n', graders: { a: check }, calculate_output: 'a' }),
		],
		[
			'multi, one grader',
			reinforcement({ type: 'multi', name: 'n', graders: check, calculate_output: 'n' }),
		],
	])('%s', (_name, fields) => {
		expect(createBodyProblem({ ...minimal, ...fields }, known)).toBeNull();
	});
});

describe('refused', () => {
	test.each<[string, object, string | null, string]>([
		['no model', { model: undefined }, 'model', 'missing_required_parameter'],
		['no training file', { training_file: null }, 'training_file', 'missing_required_parameter'],
		['an unknown field', { epochs: 3 }, 'epochs', 'unknown_parameter'],
		['a number as model', { model: 5 }, 'model', 'invalid_type'],
		['an unknown model', { model: 'whisper-1' }, null, 'model_not_available'],
		['an unknown file', { training_file: 'file-x' }, 'training_file', 'invalid_file'],
		['another purpose', { validation_file: 'file-batch' }, 'validation_file', 'invalid_file'],
		['a file in process', { training_file: 'file-new' }, 'training_file', 'invalid_file'],
		['an empty suffix', { suffix: '' }, 'suffix', 'string_below_min_length'],
		['a suffix of 65', { suffix: 'x'.repeat(65) }, 'suffix', 'string_above_max_length'],
		['a negative seed', { seed: -1 }, 'seed', 'integer_below_min_value'],
		['a huge seed', { seed: 2 ** 31 }, 'seed', 'integer_above_max_value'],
		['a fractional seed', { seed: 1.5 }, 'seed', 'invalid_type'],
		['17 pairs', { metadata: pairs(17) }, 'metadata', 'object_above_max_properties'],
		[
			'a key of 65',
			{ metadata: { ['k'.repeat(65)]: '' } },
			'metadata',
			'property_name_above_max_length',
		],
		[
			'a value of 513',
			{ metadata: { k: 'x'.repeat(513) } },
			'metadata.k',
			'string_above_max_length',
		],
		['a number as value', { metadata: { k: 1 } }, 'metadata.k', 'invalid_type'],
		['metadata of a list', { metadata: [] }, 'metadata', 'invalid_type'],
		[
			'six integrations',
			{ integrations: Array(6).fill(wandb) },
			'integrations',
			'array_above_max_length',
		],
		[
			'another integration',
			{ integrations: [{ ...wandb, type: 'mlflow' }] },
			'integrations[0].type',
			'invalid_value',
		],
		[
			'no project',
			{ integrations: [{ type: 'wandb', wandb: {} }] },
			'integrations[0].wandb.project',
			'missing_required_parameter',
		],
		[
			'zero epochs',
			supervised({ n_epochs: 0 }),
			'method.supervised.hyperparameters.n_epochs',
			'integer_below_min_value',
		],
		[
			'51 epochs',
			{ hyperparameters: { n_epochs: 51 } },
			'hyperparameters.n_epochs',
			'integer_above_max_value',
		],
		[
			'a batch of 257',
			supervised({ batch_size: 257 }),
			'method.supervised.hyperparameters.batch_size',
			'integer_above_max_value',
		],
		[
			'a rate of 0',
			supervised({ learning_rate_multiplier: 0 }),
			'method.supervised.hyperparameters.learning_rate_multiplier',
			'decimal_below_min_value',
		],
		[
			'beta for supervised',
			supervised({ beta: 1 }),
			'method.supervised.hyperparameters.beta',
			'unknown_parameter',
		],
		[
			'a beta above 2',
			{ method: { type: 'dpo', dpo: { hyperparameters: { beta: 2.1 } } } },
			'method.dpo.hyperparameters.beta',
			'decimal_above_max_value',
		],
		['no type', { method: {} }, 'method.type', 'invalid_value'],
		['another type', { method: { type: 'magic' } }, 'method.type', 'invalid_value'],
		[
			'settings of another type',
			{ method: { type: 'dpo', supervised: {} } },
			'method.supervised',
			'unknown_parameter',
		],
		[
			'reinforcement alone',
			{ method: { type: 'reinforcement' } },
			'method.reinforcement',
			'missing_required_parameter',
		],
		[
			'no grader',
			{ method: { type: 'reinforcement', reinforcement: {} } },
			'method.reinforcement.grader',
			'missing_required_parameter',
		],
		[
			'no validation file',
			{ ...reinforcement(check), validation_file: null },
			'validation_file',
			'missing_required_parameter',
		],
		[
			'another grader',
			reinforcement({ type: 'vibes' }),
			'method.reinforcement.grader.type',
			'invalid_value',
		],
		[
			'a wrong operation',
			reinforcement({ ...check, operation: 'is' }),
			'method.reinforcement.grader.operation',
			'invalid_value',
		],
		[
			'a wrong grader in multi',
			reinforcement({
				type: 'multi',
				name: 'n',
				graders: { a: { ...check, input: 1 } },
				calculate_output: 'a',
			}),
			'method.reinforcement.grader.graders.a.input',
			'invalid_type',
		],
		[
			'a wrong effort',
			reinforcement(check, { reasoning_effort: 'max' }),
			'method.reinforcement.hyperparameters.reasoning_effort',
			'invalid_value',
		],
	])('%s', (_name, fields, param, code) => {
		const error = createBodyProblem({ ...minimal, ...fields }, known);
		expect(error).toMatchObject({
			status: 400,
			body: { type: 'invalid_request_error', param, code },
		});
	});

	test.each([[null], ['text'], [[]], [undefined]])('a body of %j', (body) => {
		expect(createBodyProblem(body, known)).toMatchObject({ status: 400 });
	});
});
