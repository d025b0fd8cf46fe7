import type { TrainingMethod } from '../../../../../../nodes/shared/domain/job';
import {
	firstExamples,
	isCertain,
	misfit,
} from '../../../../../../nodes/FineTuning/actions/job/create/fitting';

const messages = [
	{ role: 'user', content: 'q' },
	{ role: 'assistant', content: 'a' },
];
const chat = { messages };
const preference = {
	input: { messages: messages.slice(0, 1) },
	preferred_output: messages.slice(1),
	non_preferred_output: messages.slice(1),
};

const CHAT = /^is a chat example, and DPO needs preferences/;
const PREFERENCE = /^is a preference example, and supervised training needs chats/;

test.each<[string, TrainingMethod, Record<string, unknown>, RegExp | undefined]>([
	['a chat', 'supervised', chat, undefined],
	['a preference', 'dpo', preference, undefined],
	['a chat', 'dpo', chat, CHAT],
	['a chat with tools', 'dpo', { ...chat, tools: [], parallel_tool_calls: false }, CHAT],
	['a preference', 'supervised', preference, PREFERENCE],
	['a preference with tools', 'supervised', { ...preference, input: { tools: [] } }, PREFERENCE],
	// Its other keys may hold the second answer, under a name of the server's own.
	['a chat with a rejected answer', 'dpo', { ...chat, rejected_response: 'b' }, undefined],
	['a chat with anything besides', 'dpo', { ...chat, id: 1 }, undefined],
	['messages that are no list', 'dpo', { messages: 'x' }, undefined],
	['a comparison', 'dpo', { prompt: 'q', chosen: 'a', rejected: 'b' }, undefined],
	['a comparison', 'supervised', { prompt: 'q', chosen: 'a', rejected: 'b' }, undefined],
	['a preference with messages', 'supervised', { ...preference, messages }, undefined],
	['half a preference', 'supervised', { ...preference, non_preferred_output: 'b' }, undefined],
	['half a preference', 'supervised', { ...preference, preferred_output: 'a' }, undefined],
	['a preference with a text', 'supervised', { ...preference, input: 'q' }, undefined],
	['Alpaca', 'supervised', { instruction: 'q', input: {}, output: 'a' }, undefined],
	['a text', 'dpo', { text: 'x' }, undefined],
	['prompt and completion', 'dpo', { prompt: 'q', completion: 'a' }, undefined],
	['nothing', 'dpo', {}, undefined],
	['a chat', 'reinforcement', chat, undefined],
	['a preference', 'reinforcement', preference, undefined],
])('%s, trained on by %s', (_, method, example, problem) => {
	const found = misfit(example, method, () => true, 'Acme');
	expect(found?.problem).toEqual(problem && expect.stringMatching(problem));
});

test.each<[TrainingMethod, Record<string, unknown>, TrainingMethod[], string, string]>([
	[
		'dpo',
		chat,
		['supervised', 'dpo'],
		'is a chat example, and DPO needs preferences: a better and a worse answer',
		"Set Method to 'Supervised', or make a preference file with Dataset → Build, Format set to 'Preference'.",
	],
	[
		'dpo',
		chat,
		['dpo'],
		'is a chat example, and DPO needs preferences: a better and a worse answer',
		"Make a preference file with Dataset → Build, Format set to 'Preference'.",
	],
	[
		'supervised',
		preference,
		['supervised', 'dpo'],
		'is a preference example, and supervised training needs chats with the one answer that is wanted',
		"Set Method to 'Direct Preference Optimization (DPO)', or make a chat file with Dataset → Build, Format set to 'Chat'.",
	],
	[
		'supervised',
		preference,
		['supervised'],
		'is a preference example, and Acme has no training on preferences',
		"Make a chat file with Dataset → Build, Format set to 'Chat', or choose a provider that trains on preferences.",
	],
])('by %s, with %j, where there is %j: what to do', (method, example, able, problem, advice) => {
	expect(misfit(example, method, (one) => able.includes(one), 'Acme')).toEqual({
		problem,
		advice,
	});
});

test.each([
	[{}, true],
	[{ wandb_api_key: 'k', extra_options: { save_steps: '5' } }, true],
	[{ training_method: 'orpo' }, false],
	[{ method: { type: 'other' } }, false],
	[{ trainMethod: 'kto' }, false],
])('the Extra Body %j leaves the method certain: %p', (extraBody, certain) => {
	expect(isCertain({ extraBody })).toBe(certain);
});

const MB = 1024 * 1024;
const line = (n: number) => JSON.stringify({ n });

/** The numbers of the lines that are read, in a file that comes in such pieces; how many pieces were taken. */
async function read(...pieces: string[]): Promise<[lines: number[], taken: number]> {
	let taken = 0;
	const chunks = async function* () {
		for (const piece of pieces) {
			taken += 1;
			yield await Promise.resolve(Buffer.from(piece));
		}
	};
	const lines: number[] = [];
	for await (const [number, example] of firstExamples(chunks())) {
		// Each line of the file says its own number.
		expect(example).toEqual({ n: number });
		lines.push(number);
	}
	return [lines, taken];
}

test.each<[string, string[], number[], number]>([
	['one line', [line(1)], [1], 1],
	['a byte order mark and CRLF', [`\uFEFF${line(1)}\r\n${line(2)}\r\n`], [1, 2], 1],
	['a line in two pieces', ['{"n"', `:1}\n${line(2)}`], [1, 2], 2],
	['lines that are no examples', [`\nx\n${line(3)}\n[]\n\n${line(6)}\n{`], [3, 6], 1],
	['nothing', [], [], 0],
	['no more than is needed', [`${line(1)}\n${' '.repeat(MB)}`, `\n${line(3)}`], [1], 1],
	['a line that is too long', [`${'x'.repeat(MB + 1)}\n${line(2)}\n`], [2], 1],
])('of a file, %s', async (_, pieces, lines, taken) => {
	expect(await read(...pieces)).toEqual([lines, taken]);
});

test('of a file, the first twenty examples', async () => {
	const first = Array.from({ length: 25 }, (_, at) => `${line(at + 1)}\n`).join('');
	const twenty = Array.from({ length: 20 }, (_, at) => at + 1);
	expect(await read(first, 'more')).toEqual([twenty, 1]);
});
