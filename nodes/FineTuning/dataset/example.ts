import { isRecord } from '../../shared/text';
import { conversationFaults, orderFaults } from './conversation';
import { fault, type Fault } from './findings';
import { unknownFormat, unknownKeys } from './keys';
import { messageFaults } from './message';
import { PROVIDER_RULES, type ProviderRules } from './providerRules';
import {
	CHAT_KEYS,
	KINDS,
	kindOf,
	meantRole,
	PREFERENCE_KEYS,
	type RowKind,
} from './recognise/kinds';
import { toolFaults } from './tools';

const INPUT_KEYS: ReadonlySet<string> = new Set(['messages', 'parallel_tool_calls', 'tools']);

/** One example, looked at. */
export interface CheckedExample {
	kind: RowKind | null;
	faults: Fault[];
}

const THE_EXAMPLE = 'The example';
const INPUT = "'input'";

/**
 * One example by the published rules of its format, and what its provider adds to them.
 * Source: OpenAI's guides to supervised, preference and reinforcement fine-tuning, and its published
 * preparation checks, but for those that wrongly refuse tool calls and images. For providers see
 * {@link PROVIDER_RULES}.
 */
export function checkExample(
	example: Record<string, unknown>,
	rules: ProviderRules = PROVIDER_RULES.custom,
): CheckedExample {
	const kind = kindOf(example);
	const faults: Fault[] = [];
	if (kind === null) faults.push(unknownFormat(Object.keys(example), 'The example has'));
	else if (!rules.takes.has(kind)) {
		faults.push(
			fault(
				'foreign_format',
				`The example is ${KINDS[kind].name}, which ${rules.name} ${cannotTake(kind)}`,
			),
		);
	} else if (kind === 'chat') chatFaults(example, rules, faults);
	else if (kind === 'preference') preferenceFaults(example, rules, faults);
	else if (kind === 'reinforcement') {
		toolFaults(example, THE_EXAMPLE, faults);
		conversationFaults(example.messages, "'messages'", rules, faults);
	} else if (kind === 'completion') completionFaults(example, faults);
	else if (kind === 'text' && isBlank(example.text)) {
		faults.push(fault('empty_answer', 'The text is empty: add it, or remove the example'));
	}
	return { kind, faults };
}

function cannotTake(kind: RowKind): string {
	const { becomes } = KINDS[kind];
	return becomes === null
		? 'do not train on: build the examples anew'
		: 'does not take: convert it with Dataset → Convert';
}

function chatFaults(example: Record<string, unknown>, rules: ProviderRules, faults: Fault[]): void {
	if (!rules.ignoresUnknownKeys) unknownKeys(example, CHAT_KEYS, THE_EXAMPLE, faults);
	toolFaults(example, THE_EXAMPLE, faults);
	const { messages } = example;
	conversationFaults(messages, "'messages'", rules, faults);
	if (!Array.isArray(messages) || messages.length === 0) return;
	let answers = 0;
	let weightless = 0;
	for (const message of messages) {
		if (!isRecord(message)) continue;
		// A role that is meant is told as that, and not once more as missing.
		if (typeof message.role !== 'string' || meantRole(message.role) !== 'assistant') continue;
		answers += 1;
		if (message.weight === 0) weightless += 1;
	}
	if (answers === 0) {
		faults.push(
			fault(
				'assistant_missing',
				'The example has no assistant message: add the answer that the model should learn',
			),
		);
		return;
	}
	orderFaults(messages, rules, faults);
	if (answers === weightless) {
		faults.push(
			fault(
				'nothing_to_learn',
				'Every assistant message has the weight 0, so there is nothing to learn: set one to 1',
			),
		);
	}
}

function completionFaults({ prompt, completion }: Record<string, unknown>, faults: Fault[]): void {
	for (const [name, value] of Object.entries({ prompt, completion })) {
		if (typeof value === 'string' || Array.isArray(value)) continue;
		faults.push(fault('content_invalid', `'${name}' is missing or no text: write it as text`));
	}
	if (isBlank(completion)) {
		const what = "'completion' is empty, and the model would learn to answer nothing";
		faults.push(fault('empty_answer', what));
	}
}

function isBlank(value: unknown): boolean {
	return typeof value === 'string' && value.trim() === '';
}

function preferenceFaults(
	example: Record<string, unknown>,
	rules: ProviderRules,
	faults: Fault[],
): void {
	const { input } = example;
	if (!rules.ignoresUnknownKeys) unknownKeys(example, PREFERENCE_KEYS, THE_EXAMPLE, faults);
	if (isRecord(input)) {
		if (!rules.ignoresUnknownKeys) unknownKeys(input, INPUT_KEYS, INPUT, faults);
		toolFaults(input, INPUT, faults);
		conversationFaults(input.messages, "'input.messages'", rules, faults);
	} else {
		faults.push(
			fault('input_invalid', "'input' is not an object with 'messages', the conversation so far"),
		);
	}
	const outputs = (['preferred_output', 'non_preferred_output'] as const).map((key) => {
		outputFaults(example[key], key, rules, faults);
		return JSON.stringify(example[key]);
	});
	if (outputs[0] !== undefined && outputs[0] === outputs[1]) {
		faults.push(
			fault(
				'same_outputs',
				'Both outputs are the same, so there is nothing to prefer: remove the example',
			),
		);
	}
}

/** One output of a preference example: one assistant message, or several where the provider takes them. */
function outputFaults(output: unknown, key: string, rules: ProviderRules, faults: Fault[]): void {
	const messages: unknown[] = Array.isArray(output) ? output : [];
	const roles = messages.map((message) => (isRecord(message) ? message.role : undefined));
	const fits = rules.longOutputs
		? roles.includes('assistant') && roles.every((role) => role === 'assistant' || role === 'tool')
		: roles.length === 1 && roles[0] === 'assistant';
	if (!fits) {
		const wanted = rules.longOutputs ? 'assistant and tool messages' : 'one assistant message';
		faults.push(fault('output_invalid', `'${key}' is not a list of ${wanted}`));
		return;
	}
	for (const message of messages) {
		messageFaults(message, `The message of '${key}'`, rules, faults);
	}
}
