import { isRecord } from '../../shared/text';
import { imagesIn } from './content';
import { fault, type Fault } from './findings';
import { messageFaults } from './message';
import type { ProviderRules } from './providerRules';
import { answerFaults } from './tools';

const MOST_IMAGES = 10;
/** Whoever speaks beside the assistant; an unknown role is told as that. */
const OTHERS: ReadonlySet<unknown> = new Set(['developer', 'function', 'system', 'tool', 'user']);

/** A list of messages by the rules that hold in every format. `name` is how the list is called. */
export function conversationFaults(
	messages: unknown,
	name: string,
	rules: ProviderRules,
	faults: Fault[],
): void {
	if (!Array.isArray(messages) || messages.length === 0) {
		const what = Array.isArray(messages)
			? 'is empty'
			: typeof messages === 'string'
				? 'is a text'
				: 'is missing or no list';
		faults.push(fault('messages_invalid', `${name} ${what}: it must be a list of messages`));
		return;
	}
	let images = 0;
	let hasSystem = false;
	let hasUser = false;
	let hasTools = false;
	for (let index = 0; index < messages.length; index += 1) {
		const message: unknown = messages[index];
		messageFaults(message, index + 1, rules, faults);
		if (!isRecord(message)) continue;
		images += imagesIn(message);
		if (message.role === 'user') hasUser = true;
		else if (message.role === 'system' || message.role === 'developer') hasSystem = true;
		else if (message.role === 'tool') hasTools = true;
	}
	if (hasTools) answerFaults(messages, faults);
	if (images > MOST_IMAGES) {
		faults.push(
			fault('too_many_images', `The example has ${images} images: 10 are allowed, remove the rest`),
		);
	}
	if (!hasSystem) {
		faults.push(
			fault(
				'system_missing',
				'The example has no system message: use the one that you will use with the model',
			),
		);
	}
	if (!hasUser) {
		faults.push(
			fault('user_missing', 'The example has no user message: check whether that is intended'),
		);
	}
}

/** Who speaks last, and in which order, in a conversation that is to be learned from. */
export function orderFaults(messages: unknown, rules: ProviderRules, faults: Fault[]): void {
	if (!Array.isArray(messages)) return;
	const last: unknown = messages.at(-1);
	if (isRecord(last) && OTHERS.has(last.role)) {
		const consequence = rules.notAssistantLast === 'error' ? `, which ${rules.name} refuses` : '';
		faults.push(
			fault(
				'not_assistant_last',
				`The conversation does not end with the assistant${consequence}: add the answer, or remove what follows the last one`,
				rules.notAssistantLast,
			),
		);
	}
	if (!rules.alternates) return;
	const turns = messages
		.map((message) => (isRecord(message) ? message.role : undefined))
		.filter((role) => role === 'user' || role === 'assistant');
	if (turns.some((role, at) => role === turns[at - 1])) {
		faults.push(
			fault(
				'roles_not_alternating',
				`User and assistant do not take turns, which ${rules.name} refuses: join messages of the same role`,
			),
		);
	}
}
