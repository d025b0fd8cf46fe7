import { isRecord } from '../../shared/text';
import { imagesIn } from './content';
import { fault, type Fault } from './findings';
import { CHAT_KEYS, formatOf, type DataFormat } from './format';
import { unknownKeys } from './keys';
import { messageFaults } from './message';
import { toolFaults } from './tools';

const MOST_IMAGES = 10;
const INPUT_KEYS: ReadonlySet<string> = new Set(['messages', 'parallel_tool_calls', 'tools']);
const PREFERENCE_KEYS: ReadonlySet<string> = new Set([
	'input',
	'non_preferred_output',
	'preferred_output',
]);

/** One example, looked at. */
export interface CheckedExample {
	format: DataFormat | null;
	faults: Fault[];
}

/**
 * One example by the published rules of its format.
 * Source: OpenAI's guides to supervised, preference and reinforcement fine-tuning, and its published
 * preparation checks, but for those that wrongly refuse tool calls and images.
 */
export function checkExample(example: Record<string, unknown>): CheckedExample {
	const format = formatOf(example);
	return { format, faults: faultsOf(example, format) };
}

function faultsOf(example: Record<string, unknown>, format: DataFormat | null): Fault[] {
	switch (format) {
		case 'chat':
			return chatFaults(example);
		case 'reinforcement':
			return [
				...toolFaults(example, 'The example'),
				...conversationFaults(example.messages, "'messages'"),
			];
		case 'preference':
			return preferenceFaults(example);
		case 'completion':
			return [
				fault(
					'old_format',
					"The example is in the old format of 'prompt' and 'completion', which is no longer taken: build it as chat messages, with Dataset → Build",
				),
			];
		case null:
			return [
				fault(
					'unknown_format',
					"The example has neither 'messages' nor 'input' with 'preferred_output' and 'non_preferred_output'",
				),
			];
	}
}

function chatFaults(example: Record<string, unknown>): Fault[] {
	const faults = [
		...unknownKeys(example, CHAT_KEYS, 'The example'),
		...toolFaults(example, 'The example'),
		...conversationFaults(example.messages, "'messages'"),
	];
	const messages = recordsIn(example.messages);
	const answers = messages.filter(({ role }) => role === 'assistant');
	if (messages.length > 0 && answers.length === 0) {
		faults.push(
			fault(
				'assistant_missing',
				'The example has no assistant message: add the answer that the model should learn',
			),
		);
	} else if (answers.length > 0 && answers.every(({ weight }) => weight === 0)) {
		faults.push(
			fault(
				'nothing_to_learn',
				'Every assistant message has the weight 0, so there is nothing to learn: set one to 1',
			),
		);
	}
	return faults;
}

function preferenceFaults(example: Record<string, unknown>): Fault[] {
	const { input } = example;
	const faults = unknownKeys(example, PREFERENCE_KEYS, 'The example');
	if (isRecord(input)) {
		faults.push(
			...unknownKeys(input, INPUT_KEYS, "'input'"),
			...toolFaults(input, "'input'"),
			...conversationFaults(input.messages, "'input.messages'"),
		);
	} else {
		faults.push(
			fault('input_invalid', "'input' is not an object with 'messages', the conversation so far"),
		);
	}
	const outputs = (['preferred_output', 'non_preferred_output'] as const).map((key) => {
		const output = example[key];
		const [only] = recordsIn(output);
		if (!Array.isArray(output) || output.length !== 1 || only?.role !== 'assistant') {
			faults.push(fault('output_invalid', `'${key}' is not a list of one assistant message`));
		} else {
			faults.push(...messageFaults(only, `The message of '${key}'`));
		}
		return JSON.stringify(output);
	});
	if (outputs[0] !== undefined && outputs[0] === outputs[1]) {
		faults.push(
			fault(
				'same_outputs',
				'Both outputs are the same, so there is nothing to prefer: remove the example',
			),
		);
	}
	return faults;
}

/** A list of messages by the rules that hold in every format. */
function conversationFaults(messages: unknown, name: string): Fault[] {
	if (!Array.isArray(messages) || messages.length === 0) {
		const what = Array.isArray(messages) ? 'is empty' : 'is missing or no list';
		return [fault('messages_invalid', `${name} ${what}: it must be a list of messages`)];
	}
	const faults: Fault[] = [];
	const roles = new Set<unknown>();
	let images = 0;
	for (const [index, message] of messages.entries()) {
		faults.push(...messageFaults(message, `Message ${index + 1}`));
		images += imagesIn(message);
		if (isRecord(message)) roles.add(message.role);
	}
	if (images > MOST_IMAGES) {
		faults.push(
			fault('too_many_images', `The example has ${images} images: 10 are allowed, remove the rest`),
		);
	}
	if (!roles.has('system') && !roles.has('developer')) {
		faults.push(
			fault(
				'system_missing',
				'The example has no system message: use the one that you will use with the model',
			),
		);
	}
	if (!roles.has('user')) {
		faults.push(
			fault('user_missing', 'The example has no user message: check whether that is intended'),
		);
	}
	return faults;
}

function recordsIn(value: unknown): Array<Record<string, unknown>> {
	return Array.isArray(value) ? value.filter(isRecord) : [];
}
