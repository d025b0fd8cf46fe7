import { exampleTokens } from '../../nodes/FineTuning/dataset/tokens';
import { modelFacts, type EncodingName } from '../../nodes/FineTuning/dataset/models';
import { loadTokenizer, type TokenCounter } from '../../nodes/FineTuning/dataset/tokenizer';
import { linesOf } from '../blobs';
import { isJson, type Json } from '../json';
import { pairOf, type Pair } from './pairs';
import { MOST_EXAMPLES, train, type Recipe, type Trained } from './train';

/** Reads a job's files and does what they are for. */
export interface TrainingTask {
	kind: 'train';
	/** The name of the base model, which decides how tokens are counted. */
	model: string;
	/** Paths of the files on this machine. */
	training: string;
	validation: string | null;
	/** Null where training is simulated: then tokens are counted and that is all. */
	recipe: Recipe | null;
	/** The step after which to stop. */
	last: number;
}

/** What comes of it. */
export interface TrainingResult {
	/** Tokens of the training file, each example cut off at what the model takes. */
	tokens: number;
	trained: Trained | null;
}

/** Counts the tokens of what was asked and what was answered. */
export interface CountingTask {
	kind: 'count';
	model: string;
	messages: unknown[];
	answer: string;
}

/** Tokens as a chat's `usage` has them. */
export interface CountingResult {
	prompt: number;
	completion: number;
}

/** What the thread is asked to do. */
export type Task = TrainingTask | CountingTask;

const tokenizers = new Map<EncodingName, Promise<TokenCounter>>();

async function tokenizerOf(encoding: EncodingName): Promise<TokenCounter> {
	const loading = tokenizers.get(encoding) ?? loadTokenizer(encoding);
	tokenizers.set(encoding, loading);
	return await loading;
}

/** Runs work that yields, to its end, and calls `rest` between its steps. */
async function run<T>(work: Iterator<unknown, T>, rest: () => Promise<void>): Promise<T> {
	for (;;) {
		const step = work.next();
		if (step.done) return step.value;
		await rest();
	}
}

/**
 * Does a task.
 * @param rest called again and again, for others to have their turn; what it throws ends the task
 */
export async function perform(
	task: Task,
	rest: () => Promise<void>,
): Promise<TrainingResult | CountingResult> {
	const { encoding, exampleLimit } = modelFacts(task.model);
	const count = await tokenizerOf(encoding);
	if (task.kind === 'count') {
		const { all } = await run(exampleTokens({ messages: task.messages }, count, encoding), rest);
		return { prompt: all, completion: count(task.answer) };
	}
	const { recipe, last } = task;
	let tokens = 0;
	const training: Array<Pair | null> = [];
	for await (const example of examplesOf(task.training)) {
		const { all } = await run(exampleTokens(example, count, encoding), rest);
		tokens += Math.min(all, exampleLimit);
		if (recipe) training.push(training.length < MOST_EXAMPLES ? pairOf(example) : null);
		await rest();
	}
	if (!recipe) return { tokens, trained: null };
	const validation: Array<Pair | null> = [];
	if (task.validation !== null) {
		for await (const example of examplesOf(task.validation)) {
			if (validation.length < MOST_EXAMPLES) validation.push(pairOf(example));
			await rest();
		}
	}
	return { tokens, trained: await run(train(training, validation, recipe, last), rest) };
}

async function* examplesOf(path: string): AsyncGenerator<Json> {
	const decoder = new TextDecoder('utf-8', { ignoreBOM: true });
	for await (const line of linesOf(path)) {
		const text = decoder.decode(line);
		if (text.trim() === '') continue;
		const example: unknown = JSON.parse(text);
		// A job is trained only when its files have passed: every line is an object.
		if (isJson(example)) yield example;
	}
}
