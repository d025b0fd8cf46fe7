import { encode as encodeCl100k } from 'gpt-tokenizer/encoding/cl100k_base';
import { encode as encodeO200k } from 'gpt-tokenizer/encoding/o200k_base';

import { countInSlices, loadTokenizer } from '../../../../nodes/FineTuning/dataset/tokenizer';
import { exampleTokens } from '../../../../nodes/FineTuning/dataset/tokens';
import { toEnd } from './check';
import { assistant, call, chat, GOOD, image, preference, system, tool, user } from './lines';

const AS_TEXT = { disallowedSpecial: new Set<string>() };

/** Texts in five scripts. */
const CORPUS = {
	Latin: 'The customer was charged twice; «déjà vu», said Zoë. Ünïcödé & 3,141.59 €!',
	CJK: '微調整は、既存のモデルを追加データで訓練します。模型微调需要高质量的数据。한국어 문장도 있습니다.',
	Arabic: 'الضبط الدقيق للنماذج يحتاج إلى أمثلة جيّدة، أليس كذلك؟ ١٢٣',
	emoji: '👩‍👩‍👧‍👦 🏳️‍🌈 👍🏽 🇩🇪 ❤️‍🔥 ☕️',
	code: 'const f = async <T>(x: T[]) => {\n\t\treturn x?.map((y) => `${y}`) ?? [];\n\t};\r\n// ────',
	'special tokens': 'a <|endoftext|> b <|im_start|>',
	'half a character': '\ud83d x',
	nothing: '',
};

describe.each([
	['o200k_base' as const, encodeO200k],
	['cl100k_base' as const, encodeCl100k],
])('%s', (name, encode) => {
	test.each(Object.entries(CORPUS))("counts %s as the tokenizer's own", async (_, text) => {
		const count = await loadTokenizer(name);
		for (const variant of [text, text.repeat(50), ` ${text}\n`]) {
			expect(count(variant)).toBe(encode(variant, AS_TEXT).length);
		}
	});
});

test.each([
	['letters', 'a'],
	['ideographs', '字'],
	['signs', '='],
	['spaces', ' '],
])('a word of 200,000 %s takes no time by its square', async (_, one) => {
	const count = await loadTokenizer('o200k_base');
	const start = performance.now();
	const tokens = count(`Before ${one.repeat(200_000)} after.`);
	expect(performance.now() - start).toBeLessThan(5_000);
	const exact = encodeO200k(one.repeat(2_000)).length * 100;
	expect(Math.abs(tokens - exact)).toBeLessThan(10);
});

describe('a long text is counted in slices, with the same result', () => {
	test.each(Object.entries(CORPUS).filter(([, text]) => text !== ''))('%s', async (_, text) => {
		const count = await loadTokenizer('o200k_base');
		const long = `${text} `.repeat(Math.ceil(60_000 / text.length));
		const slices = countInSlices(long, count);
		let stops = 0;
		let step = slices.next();
		for (; !step.done; step = slices.next()) stops += 1;
		expect(step.value).toBe(encodeO200k(long, AS_TEXT).length);
		expect(stops).toBeGreaterThan(3);
	});

	test('words of 1,999 letters take the time of one pass', async () => {
		const count = await loadTokenizer('o200k_base');
		const word = Array.from({ length: 1_999 }, (_, at) => 'ACGT'[(at * 7_919) % 4]).join('');
		const text = `${word} `.repeat(500);
		const start = performance.now();
		toEnd(countInSlices(text, count));
		expect(performance.now() - start).toBeLessThan(1_500);
	});
});

describe('an example', () => {
	const byLetter = (value: string) => value.length;
	const countsOf = (example: object) =>
		toEnd(exampleTokens({ ...example }, byLetter, 'o200k_base'));
	const tokens = (example: object) => countsOf(example).all;
	const withoutNames = 'user'.length + 'Hello?'.length;

	test.each<[string, object, number]>([
		['of nothing', { messages: [] }, 3],
		['of one message', chat(user), 3 + 3 + withoutNames],
		['with a name', chat({ ...user, name: 'ann' }), 3 + 3 + withoutNames + 3 + 1],
		['with a weight', chat({ ...user, weight: 1 }), 3 + 3 + withoutNames],
		['with parts', chat({ role: 'user', content: [{ type: 'text', text: 'Hi' }] }), 3 + 3 + 4 + 2],
		['with an image', chat(image('https://example.com/a.png')), 3 + 3 + 4],
		[
			'with a call',
			chat({ role: 'assistant', content: null, tool_calls: [call] }),
			3 + 3 + 9 + JSON.stringify([call]).length,
		],
		[
			'with tools',
			{ ...chat(user), tools: [tool] },
			// By the published rule: 7 a function, 12 at the end, and `f:`.
			3 + 3 + withoutNames + 7 + 2 + 12,
		],
		['with two answers', preference(), 3 + 3 + 14 + 3 + withoutNames + 3 + 12 + 3 + 12],
		['of what is no message', { messages: [5, null, 'x'] }, 3],
	])('%s', (_, example, expected) => {
		expect(tokens(example)).toBe(expected);
	});

	test('counts as the published example does', async () => {
		const count = await loadTokenizer('o200k_base');
		const texts = [system, user, assistant].flatMap((message) => Object.values(message));
		const expected = texts.reduce((sum, text) => sum + encodeO200k(text).length, 3 + 3 * 3);
		expect(toEnd(exampleTokens(GOOD, count, 'o200k_base')).all).toBe(expected);
	});
});

test('others have their turn between the steps of loading a tokenizer', async () => {
	const rest = jest.fn(async () => {});
	const count = await loadTokenizer('cl100k_base', rest);
	expect(rest).toHaveBeenCalledTimes(2);
	expect(count('hello world')).toBe(2);
});
