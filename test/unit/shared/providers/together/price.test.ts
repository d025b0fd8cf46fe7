import type { JobRequest } from '../../../../../nodes/shared/domain/jobRequest';
import { readPrice } from '../../../../../nodes/shared/providers/together/price';
import { PROVIDERS } from '../../../../../nodes/shared/providers';
import { aJobRequest, aProvider } from '../../../builders';

const { jobs } = aProvider('together');

/** As npm together-ai 0.52.0 describes it. */
const WIRE = {
	estimation_available: true,
	allowed_to_proceed: true,
	estimated_eval_token_count: 100,
	estimated_total_price: 1.5,
	estimated_train_token_count: 3000,
	user_limit: 25,
};
const READ = { available: true, price: 1.5, tokens: 3100, allowed: true, credit: 25 };
const none = (unavailable_reason?: unknown) => ({
	estimation_available: false,
	unavailable_reason,
});

test.each<[string, unknown, unknown]>([
	['the whole', WIRE, READ],
	['one that is not allowed', { ...WIRE, allowed_to_proceed: false }, { ...READ, allowed: false }],
	['one as the older description has it', { ...WIRE, estimation_available: undefined }, READ],
	[
		'no more than a price',
		{ estimated_total_price: 0 },
		{ ...READ, price: 0, tokens: null, credit: null },
	],
	[
		'one without evaluations',
		{ ...WIRE, estimated_eval_token_count: undefined },
		{ ...READ, tokens: 3000 },
	],
	[
		'one without a price',
		{ ...WIRE, estimated_total_price: undefined },
		{ available: false, reason: 'its estimate holds none' },
	],
	[
		'a price as text',
		{ ...WIRE, estimated_total_price: '1.5' },
		{ available: false, reason: expect.any(String) },
	],
	['less than nothing', { ...WIRE, estimated_total_price: -1 }, null],
	['none of it', {}, null],
	['a text', 'soon', null],
	['nothing', null, null],
	['a list', [WIRE], null],
])('of an answer with %s', (_, answer, read) => {
	expect(readPrice(answer)).toEqual(read);
});

test.each([
	['multimodal_dataset', 'the training data holds more than text'],
	['train_file_not_validated', 'the training file has not been checked yet'],
	['eval_file_not_validated', 'the validation file has not been checked yet'],
	['train_file_invalid', 'the training file was found to be wrong'],
	['eval_file_invalid', 'the validation file was found to be wrong'],
	['model_too_new', "it says 'model_too_new'"],
	['constructor', "it says 'constructor'"],
	['See https://example.com', 'it does not say why'],
	['a'.repeat(61), 'it does not say why'],
	[undefined, 'it does not say why'],
	[7, 'it does not say why'],
])('no price because of %p', (reason, words) => {
	expect(readPrice({ ...none(reason), estimated_total_price: 1 })).toEqual({
		available: false,
		reason: words,
	});
});

function asked(changes: Partial<JobRequest>) {
	const call = jobs.estimate?.(aJobRequest(changes));
	return call?.ok ? [call.value.method, call.value.path.join('/'), call.value.body] : call;
}

test('is asked with what of the create it takes, and with no secret', () => {
	expect(
		asked({
			validationFile: 'file-2',
			method: 'dpo',
			hyperparameters: { nEpochs: 3, loraRank: 16, beta: 0.2, learningRate: 0.0001, packing: true },
			suffix: 'support',
			seed: 7,
			integrations: [{ project: 'p', tags: [] }],
			extraBody: { wandb_api_key: 'secret', from_checkpoint: 'ft-1:5', n_evals: 5 },
		}),
	).toEqual([
		'POST',
		'fine-tunes/estimate-price',
		{
			training_file: 'file-1',
			validation_file: 'file-2',
			model: 'gpt-4.1-mini-2025-04-14',
			from_checkpoint: 'ft-1:5',
			n_epochs: 3,
			n_evals: 5,
			training_method: { method: 'dpo', dpo_beta: 0.2 },
			training_type: { type: 'Lora', lora_r: 16, lora_alpha: 32 },
		},
	]);
});

test('of what the create leaves out, nothing is asked; what it refuses, this does, too', () => {
	expect(asked({})).toEqual([
		'POST',
		'fine-tunes/estimate-price',
		{
			training_file: 'file-1',
			model: 'gpt-4.1-mini-2025-04-14',
			training_method: { method: 'sft', train_on_inputs: false },
		},
	]);
	expect(asked({ method: 'reinforcement' })).toMatchObject({ ok: false });
});

test('nobody else tells a price beforehand', () => {
	const tell = PROVIDERS.filter(({ jobs: { estimate } }) => estimate).map(({ id }) => id);
	expect(tell).toEqual(['together']);
});
