import type { Result } from '../../result';
import { isRecord } from '../../text';

type Example = Record<string, unknown>;

/** The columns that the trainer knows, any one of these sets. */
const KNOWN: readonly string[][] = [
	['messages'],
	['conversations'],
	['prompt', 'completion'],
	['chosen', 'rejected'],
	['text'],
];

/**
 * One example as LocalAI's trainer takes it: preferences in its own columns, messages without what it has no use for.
 * Source: https://huggingface.co/docs/trl/dataset_formats
 * @returns or why it is not taken, as it completes "Line 3 of the file …"
 */
export function adapt(example: Example): Result<Example> {
	const { input, preferred_output, non_preferred_output, ...others } = example;
	if (isRecord(input) && Array.isArray(preferred_output) && Array.isArray(non_preferred_output)) {
		const { messages, ...more } = input;
		delete more.parallel_tool_calls;
		return adaptMessages({
			...others,
			...more,
			prompt: messages,
			chosen: preferred_output,
			rejected: non_preferred_output,
		});
	}
	if (!KNOWN.some((columns) => columns.every((name) => name in example))) {
		return {
			ok: false,
			problem: 'is none of the examples that LocalAI trains on',
			advice:
				'It takes chat, preference, and prompt and completion. Dataset → Convert makes such a file of others.',
		};
	}
	return adaptMessages(example);
}

const LISTS = ['messages', 'prompt', 'chosen', 'rejected', 'completion'];

function adaptMessages(example: Example): Result<Example> {
	const { tools } = example;
	const adapted: Example = {
		...example,
		// As one text: a table would mix the parameters of different tools.
		...(Array.isArray(tools) && { tools: JSON.stringify(tools) }),
	};
	for (const name of LISTS) {
		const list = example[name];
		if (!Array.isArray(list)) continue;
		const messages = list.map(adaptMessage);
		const bad = messages.find((one) => !one.ok);
		if (bad && !bad.ok) return bad;
		adapted[name] = messages.flatMap((one) => (one.ok ? [one.value] : []));
	}
	return { ok: true, value: adapted };
}

function adaptMessage(message: unknown): Result<unknown> {
	if (!isRecord(message)) return { ok: true, value: message };
	const { weight, ...rest } = message;
	if (weight === 0) {
		return {
			ok: false,
			problem: 'has a message with the weight 0, and LocalAI trains on every message',
			advice: 'Remove such messages or examples, or choose a provider that takes weights.',
		};
	}
	const { content } = rest;
	if (!Array.isArray(content)) return { ok: true, value: rest };
	const texts = content.map((part: unknown) => (isRecord(part) ? part.text : undefined));
	if (!texts.every((text) => typeof text === 'string')) {
		return {
			ok: false,
			problem: 'has an image or another part that is no text, and LocalAI trains on texts only',
			advice: 'Remove such examples, or choose a provider that trains on images.',
		};
	}
	return { ok: true, value: { ...rest, content: texts.join('') } };
}
