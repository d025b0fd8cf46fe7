import { isRecord } from '../../shared/text';
import { contentFaults } from './content';
import { tell, type Fault, type Where } from './findings';
import { unknownKeys } from './keys';
import type { ProviderRules } from './providerRules';
import { meantRole } from './recognise/kinds';
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
export function messageFaults(
	message: unknown,
	where: Where,
	rules: ProviderRules,
	faults: Fault[],
): void {
	if (!isRecord(message)) {
		tell(faults, 'message_invalid', where, NO_MESSAGE);
		return;
	}
	const { role, content, name, weight } = message;
	if (!rules.ignoresUnknownKeys) unknownKeys(message, MESSAGE_KEYS, where, faults);
	if (typeof role !== 'string' || !ROLES.has(role)) {
		tell(faults, 'role_invalid', where, roleProblem(role));
		return;
	}
	callFaults(message, where, faults);
	if (content !== undefined && content !== null) {
		contentFaults(content, role, where, rules, faults);
	} else if (!saysOtherwise(message)) {
		tell(faults, 'content_missing', where, 'has no content: add its text');
	}
	if (name !== undefined && name !== null && typeof name !== 'string') {
		tell(faults, 'name_invalid', where, 'has a name that is not a text');
	}
	if (weight !== undefined && weight !== null && !canWeigh(role, weight)) {
		tell(faults, 'weight_invalid', where, BAD_WEIGHT);
	}
	if (typeof content !== 'string' || content.trim() !== '') return;
	if (role === 'user') {
		tell(faults, 'empty_user_message', where, 'is an empty user message: add its text');
	} else if (role === 'assistant' && !saysOtherwise(message)) {
		tell(faults, 'empty_answer', where, 'is an empty answer, and the model would learn to give it');
	}
}

const NO_MESSAGE = 'is not an object such as {"role": "user", "content": "…"}';
const BAD_WEIGHT = 'has a weight that cannot be: only assistant messages have one, 0 or 1';

function canWeigh(role: string, weight: unknown): boolean {
	return role === 'assistant' && (weight === 0 || weight === 1);
}

function roleProblem(role: unknown): string {
	if (role === undefined) return "has no role: use 'system', 'user' or 'assistant'";
	if (typeof role !== 'string')
		return "has a role that is no text: use 'system', 'user' or 'assistant'";
	const meant = meantRole(role);
	const advice = meant
		? `write '${meant}'`
		: "use 'system', 'developer', 'user', 'assistant' or 'tool'";
	return `has the unknown role '${role.slice(0, 40)}': ${advice}`;
}

/** An assistant can answer without content: by a call, or a refusal. */
function saysOtherwise({ role, tool_calls, function_call, refusal }: Record<string, unknown>) {
	return (
		role === 'assistant' &&
		[tool_calls, function_call, refusal].some((value) => value !== undefined && value !== null)
	);
}
