import type { FindingCode } from '../../../../nodes/FineTuning/dataset/findings';
import type { DataProvider } from '../../../../nodes/FineTuning/dataset/providerRules';
import { assistant, call, chat, GOOD, system, tool, user } from './lines';

const withName = (name: string, parameters: unknown = {}) => ({
	...GOOD,
	tools: [{ type: 'function', function: { name, parameters } }],
});
const answers = (id: string, content: unknown = '1') =>
	chat(
		system,
		user,
		{ role: 'assistant', tool_calls: [call] },
		{ role: 'tool', tool_call_id: id, content },
		assistant,
	);
const special = chat(system, { role: 'user', content: 'a <|endoftext|> b' }, assistant);
const openEnd = chat(system, user, assistant, { role: 'user', content: 'Thanks.' });
const error = (code: FindingCode) => `error ${code}`;
const warning = (code: FindingCode) => `warning ${code}`;

/** What a provider says of a line among sound ones: severity and code, or nothing. */
export const RULE_SAMPLES: ReadonlyArray<
	[provider: DataProvider, what: string, line: object, said: string]
> = [
	['openAi', 'a special token', special, error('special_token')],
	['azureOpenAi', 'a special token', special, error('special_token')],
	['nebius', 'a special token', special, warning('special_token')],
	[
		'openAi',
		"another model's special token",
		chat(system, { role: 'user', content: '<|eot_id|>' }, assistant),
		warning('special_token'),
	],
	['nebius', 'an open end', openEnd, error('not_assistant_last')],
	['together', 'an open end', openEnd, error('not_assistant_last')],
	['azureOpenAi', 'an open end', openEnd, warning('not_assistant_last')],
	['openAi', 'an open end', openEnd, warning('not_assistant_last')],
	[
		'openAi',
		"a tool's answer in parts",
		answers('c1', [{ type: 'text', text: '1' }]),
		error('content_invalid'),
	],
	['custom', "a tool's answer in parts", answers('c1', [{ type: 'text', text: '1' }]), ''],
	['custom', 'a name with a blank', withName('get weather'), error('tools_invalid')],
	['custom', 'a name of 65 letters', withName('a'.repeat(65)), error('tools_invalid')],
	['custom', 'a name of 64 letters', withName('a'.repeat(64)), ''],
	['custom', 'parameters as text', withName('f', '{"type": "object"}'), error('tools_invalid')],
	['custom', 'an answer to no call', answers('c2'), error('tool_call_id_missing')],
	[
		'custom',
		'an empty user message',
		chat(system, { role: 'user', content: ' ' }, assistant),
		warning('empty_user_message'),
	],
	[
		'custom',
		'null for calls',
		chat(system, user, { ...assistant, function_call: null, tool_calls: null, name: null }),
		'',
	],
	[
		'together',
		'two user messages in a row',
		chat(system, user, user, assistant),
		error('roles_not_alternating'),
	],
	['custom', 'two user messages in a row', chat(system, user, user, assistant), ''],
	[
		'together',
		'other fields',
		{ ...GOOD, id: 1, messages: [system, { ...user, id: 1 }, assistant] },
		'',
	],
	['custom', 'other fields', { ...GOOD, id: 1 }, error('unknown_key')],
	['custom', 'tools that are null', { ...GOOD, tools: null }, ''],
	['custom', 'sound tools', { ...GOOD, tools: [tool] }, ''],
];
