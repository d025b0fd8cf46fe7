/**
 * Training metrics as OpenAI's protocol carries them: in the log's events, and in the result file.
 * Source: OpenAI's published specification 2.3.0 and result files of several providers; rewards:
 * https://platform.openai.com/docs/guides/reinforcement-fine-tuning, Amazon's samples of reinforcement.
 */
import type { StepMetrics } from '../../domain/metrics';
import { camel, isWhole } from '../../text';

/** Names of one figure in result files and events, by the provider and the file's age. */
const NAMES: Readonly<Record<string, string>> = {
	training_loss: 'trainLoss',
	train_accuracy: 'trainAccuracy',
	train_mean_token_accuracy: 'trainAccuracy',
	training_token_accuracy: 'trainAccuracy',
	validation_loss: 'validLoss',
	valid_accuracy: 'validAccuracy',
	valid_mean_token_accuracy: 'validAccuracy',
	validation_token_accuracy: 'validAccuracy',
	full_valid_mean_token_accuracy: 'fullValidAccuracy',
	train_mean_reward: 'trainReward',
	train_reward_mean: 'trainReward',
	critic_rewards_mean: 'trainReward',
	valid_mean_reward: 'validReward',
	valid_reward_mean: 'validReward',
	full_valid_mean_reward: 'fullValidReward',
};

/** Said once for all, not at every step. `error` would make n8n's Retry On Fail run the node again. */
const LEFT_OUT: ReadonlySet<string> = new Set(['step', 'epoch', 'total_steps', 'error']);

/**
 * One step from figures under the API's names, given as numbers or texts; null without a step.
 * @returns without `epoch`, which only the whole training shows
 */
export function readStep(figures: Readonly<Record<string, unknown>>): StepMetrics | null {
	const step = figure(figures.step);
	if (step === null) return null;
	const read: StepMetrics = {
		step,
		epoch: null,
		trainLoss: null,
		trainAccuracy: null,
		validLoss: null,
		validAccuracy: null,
	};
	for (const [name, value] of Object.entries(figures)) {
		const number = figure(value);
		if (number !== null && !LEFT_OUT.has(name)) read[NAMES[name] ?? camel(name)] = number;
	}
	return read;
}

function figure(value: unknown): number | null {
	if (typeof value === 'string' && value.trim() === '') return null;
	if (typeof value !== 'number' && typeof value !== 'string') return null;
	const number = Number(value);
	return Number.isFinite(number) ? number : null;
}

/** The number of steps of the whole training, from an event's figures. */
export function readTotalSteps(figures: Readonly<Record<string, unknown>>): number | null {
	const total = figure(figures.total_steps);
	return isWhole(total, 1, Number.MAX_SAFE_INTEGER) ? total : null;
}

/**
 * The steps of a result file: CSV with a header that names `step`, as it is or in base64. The format is
 * fixed: numbers, no quotes.
 * @returns null for a file that is none
 */
export function readResultFile(text: string): StepMetrics[] | null {
	const csv = [text, decoded(text)].find(hasHeader);
	if (csv === undefined) return null;
	const [header = '', ...lines] = csv.replace(/^\uFEFF/, '').split(/\r?\n/);
	const names = header.split(',').map((name) => name.trim());
	return lines.flatMap((line) => {
		const cells = line.split(',');
		return readStep(Object.fromEntries(names.map((name, at) => [name, cells[at]]))) ?? [];
	});
}

function hasHeader(text: string): boolean {
	return /^\uFEFF?([\w ]+,)*\s*step\s*(,|\r?\n|$)/.test(text);
}

function decoded(text: string): string {
	return Buffer.from(text, 'base64').toString('utf8');
}
