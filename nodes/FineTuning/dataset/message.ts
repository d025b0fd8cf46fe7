import { isRecord } from '../../shared/text';
import { contentFaults } from './content';
import { fault, type Fault } from './findings';
import { unknownKeys } from './keys';
import { callFaults } from './tools';

const ROLES: ReadonlySet<unknown> = new Set([
	'assistant',
	'developer',
	'function',
	'system',
	'tool',
	'user',
]);
const MESSAGE_KEYS: ReadonlySet<string> = new Set([
	'content',
	'function_call',
	'name',
	'refusal',
	'role',
	'tool_call_id',
	'tool_calls',
	'weight',
]);

/** What is wrong with one message; `where` begins each sentence, e.g. `Message 2`. */
export function messageFaults(message: unknown, where: string): Fault[] {
	if (!isRecord(message)) {
		return [
			fault(
				'message_invalid',
				`${where} is not an object such as {"role": "user", "content": "…"}`,
			),
		];
	}
	const { role, content, name, weight } = message;
	const faults = unknownKeys(message, MESSAGE_KEYS, where);
	if (typeof role !== 'string' || !ROLES.has(role)) {
		const has = role === undefined ? 'no role' : `the unknown role ${JSON.stringify(role)}`;
		faults.push(
			fault(
				'role_invalid',
				`${where} has ${has}: use 'system', 'developer', 'user', 'assistant' or 'tool'`,
			),
		);
		return faults;
	}
	faults.push(...callFaults(message, where));
	if (content !== undefined && content !== null) {
		faults.push(...contentFaults(content, role, where));
	} else if (!saysOtherwise(message)) {
		faults.push(fault('content_missing', `${where} has no content: add its text`));
	}
	if (name !== undefined && typeof name !== 'string') {
		faults.push(fault('name_invalid', `${where} has a name that is not a text`));
	}
	if (weight !== undefined && !(role === 'assistant' && (weight === 0 || weight === 1))) {
		faults.push(
			fault(
				'weight_invalid',
				`${where} has a weight that cannot be: only assistant messages have one, 0 or 1`,
			),
		);
	}
	if (role === 'assistant' && isBlank(content) && !saysOtherwise(message)) {
		faults.push(
			fault('empty_answer', `${where} is an empty answer, and the model would learn to give it`),
		);
	}
	return faults;
}

/** An assistant can answer without content: by a call, or a refusal. */
function saysOtherwise({ role, tool_calls, function_call, refusal }: Record<string, unknown>) {
	return (
		role === 'assistant' &&
		[tool_calls, function_call, refusal].some((value) => value !== undefined && value !== null)
	);
}

function isBlank(content: unknown): boolean {
	return typeof content === 'string' && content.trim() === '';
}
