import type { FindingCode } from '../../../../nodes/FineTuning/dataset/findings';
import {
	PROVIDER_RULES,
	rulesFor,
	type DataProvider,
} from '../../../../nodes/FineTuning/dataset/providerRules';
import { check, goodLines } from './check';
import { assistant, call, chat, GOOD, preference, system, user } from './lines';
import { RULE_SAMPLES } from './ruleSamples';

const TEN = goodLines();
/** What the provider says of an eleventh line like this, among sound ones: code and severity. */
const judged = (provider: DataProvider, line: object, before = TEN) => {
	const { errors, warnings } = check(`${before}${JSON.stringify(line)}\n`, {
		rules: PROVIDER_RULES[provider],
	}).findings;
	const told = [
		...errors.first.map(({ code }) => `error ${code}`),
		...warnings.first.map(({ code }) => `warning ${code}`),
	];
	return told.join(', ');
};
const error = (code: FindingCode) => `error ${code}`;

test.each(RULE_SAMPLES)('%s: %s', (provider, _, line, expected) => {
	expect(judged(provider, line)).toBe(expected);
});

const preferenceLines = Array.from({ length: 10 }, (_, index) => {
	const input = { messages: [system, { role: 'user', content: `Question ${index}?` }] };
	const preferred_output = [{ role: 'assistant', content: `${index} it is.` }];
	return `${JSON.stringify(preference({ input, preferred_output }))}\n`;
}).join('');
const longOutput = preference({
	preferred_output: [
		{ role: 'assistant', tool_calls: [call] },
		{ role: 'tool', tool_call_id: 'c1', content: '1' },
		assistant,
	],
});

test.each<[DataProvider, string]>([
	['azureOpenAi', ''],
	['openAi', error('output_invalid')],
])('%s: outputs of several messages', (provider, expected) => {
	expect(judged(provider, longOutput, preferenceLines)).toBe(expected);
});

const completions = Array.from(
	{ length: 12 },
	(_, n) => `${JSON.stringify({ prompt: `Question ${n}?`, completion: `${n} it is.` })}\n`,
).join('');
const texts = completions.replaceAll(/"prompt":("[^"]+"),"completion":"[^"]+"/g, '"text":$1');
const alpaca = completions
	.replaceAll('"prompt"', '"instruction"')
	.replaceAll('"completion"', '"output"');

test.each<[DataProvider, string, string, boolean]>([
	['openAi', 'completions', completions, false],
	['nebius', 'completions', completions, true],
	['together', 'completions', completions, true],
	['localAi', 'completions', completions, true],
	['crusoe', 'completions', completions, false],
	['openAi', 'texts', texts, false],
	['nebius', 'texts', texts, true],
	['unsloth', 'texts', texts, true],
	['unsloth', 'Alpaca', alpaca, true],
	['nebius', 'Alpaca', alpaca, false],
	['crusoe', 'preferences', preferenceLines, false],
	['bedrock', 'chats', TEN, false],
	['together', 'preferences', preferenceLines, true],
])('%s and %s', (provider, _, content, takes) => {
	const { byCode, errors } = check(content, { rules: PROVIDER_RULES[provider] }).findings;
	expect(byCode).toEqual(takes ? {} : { foreign_format: 1 });
	expect(errors.count).toBe(takes ? 0 : 1);
});

test.each([
	['', '', PROVIDER_RULES.custom],
	['', 'gpt-4.1-mini-2025-04-14', PROVIDER_RULES.openAi],
	['', 'ft:gpt-4o-mini-2024-07-18:org::id', PROVIDER_RULES.openAi],
	['auto', 'o4-mini-2025-04-16', PROVIDER_RULES.openAi],
	['', 'gpt-35-turbo', PROVIDER_RULES.azureOpenAi],
	['', 'gpt-4.1-2025-04-14.ft-0123456789abcdef', PROVIDER_RULES.azureOpenAi],
	['', 'gpt-oss-20b', PROVIDER_RULES.custom],
	['', 'meta-llama/Llama-3.1-8B-Instruct', PROVIDER_RULES.custom],
	['nebius', 'gpt-4.1-mini-2025-04-14', PROVIDER_RULES.nebius],
	['constructor', '', PROVIDER_RULES.custom],
])('the rules of provider %p and model %p', (provider, model, rules) => {
	expect(rulesFor(provider, model)).toBe(rules);
});

test.each<[string, object, RegExp]>([
	[
		'role human',
		chat(system, { role: 'human', content: 'Hi' }, assistant),
		/role 'human': write 'user'$/,
	],
	[
		'role gpt',
		chat(system, user, { role: 'gpt', content: 'Hi' }),
		/role 'gpt': write 'assistant'$/,
	],
	[
		'a system key',
		{ ...GOOD, system: 'x' },
		/'system': make it the first message, with the role system$/,
	],
	[
		'message for content',
		chat(system, { role: 'user', content: 'x', text: 'y' }, assistant),
		/unknown key 'text': probably 'content' is meant/,
	],
	[
		'two unknown keys',
		{ ...GOOD, id: 1, source: 2 },
		/unknown keys 'id' and 'source': remove or rename them/,
	],
	[
		'a format that most of the file is not',
		{ instruction: 'a', output: 'b' },
		/is Alpaca data \(instruction, input, output\), but most of the file is chat data \(messages\)/,
	],
])('the words for %s', (_, line, words) => {
	const { errors } = check(`${TEN}${JSON.stringify(line)}\n`).findings;
	expect(errors.first[0]?.message).toMatch(words);
});
