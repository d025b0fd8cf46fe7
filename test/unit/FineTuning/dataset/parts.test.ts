import { Distribution } from '../../../../nodes/FineTuning/dataset/distribution';
import { defaultEpochs, trainingCost } from '../../../../nodes/FineTuning/dataset/report';
import { modelFacts } from '../../../../nodes/FineTuning/dataset/models';
import { SeenHashes } from '../../../../nodes/FineTuning/dataset/seen';
import { TextHash } from '../../../../nodes/FineTuning/dataset/textHash';

test.each([
	[0, 3],
	[1, 25],
	[4, 25],
	[5, 20],
	[10, 10],
	[33, 3],
	[34, 3],
	[100, 3],
	[8_333, 3],
	[8_334, 2],
	[12_501, 1],
	[1_000_000, 1],
])('%d examples are gone through %d times', (examples, epochs) => {
	expect(defaultEpochs(examples)).toBe(epochs);
});

test.each([
	[0, 25, 0],
	[1_000_000, 25, 25],
	[1_234_567, 3, 3.703701],
	[3, 0.1, 0],
	[48_000, 0.5, 0.024],
])('%d tokens at %d a million cost %d', (tokens, price, cost) => {
	expect(trainingCost(tokens, price)).toBe(cost);
});

test.each([
	['', 'o200k_base', 65_536, false],
	['gpt-4o-mini-2024-07-18', 'o200k_base', 65_536, false],
	['gpt-4.1-2025-04-14', 'o200k_base', 65_536, false],
	['o4-mini-2025-04-16', 'o200k_base', 65_536, false],
	['ft:gpt-4o-mini-2024-07-18:org::id', 'o200k_base', 65_536, false],
	['gpt-3.5-turbo-0125', 'cl100k_base', 16_385, false],
	['GPT-35-Turbo-0125', 'cl100k_base', 16_385, false],
	['ft:gpt-3.5-turbo-0613:org::id', 'cl100k_base', 4_096, false],
	['gpt-4-0613', 'cl100k_base', 8_192, false],
	['davinci-002', 'cl100k_base', 16_384, false],
	['meta-llama/Llama-3.1-8B-Instruct', 'o200k_base', 65_536, true],
])('the facts of the model %p', (name, encoding, exampleLimit, estimated) => {
	expect(modelFacts(name)).toEqual({ encoding, exampleLimit, estimated });
});

describe('a distribution', () => {
	const of = (...values: number[]) => {
		const distribution = new Distribution();
		for (const value of values) distribution.add(value);
		return distribution.summary();
	};

	test.each<[number[], ReturnType<typeof of>]>([
		[[], { total: 0, mean: 0, median: 0, p95: 0, max: 0 }],
		[[7], { total: 7, mean: 7, median: 7, p95: 7, max: 7 }],
		[[2, 1, 2], { total: 5, mean: 1.7, median: 2, p95: 2, max: 2 }],
		[
			Array.from({ length: 100 }, (_, index) => 100 - index),
			{ total: 5050, mean: 50.5, median: 50, p95: 95, max: 100 },
		],
	])('of %j', (values, expected) => {
		expect(of(...values)).toEqual(expected);
	});

	test('is drawn in up to eight ranges', () => {
		const distribution = new Distribution();
		for (const value of [1, 2, 90, 95, 800, 1_600]) distribution.add(value);
		expect(distribution.histogram().split('\n')).toEqual([
			'      1–200 ████████████████████ 4',
			'    201–400  0',
			'    401–600  0',
			'    601–800 █████ 1',
			'  801–1,000  0',
			'1,001–1,200  0',
			'1,201–1,400  0',
			'1,401–1,600 █████ 1',
		]);
		expect(new Distribution().histogram()).toBe('');
	});
});

describe('hashes seen', () => {
	const hash = (number: number) => ({ high: Math.imul(number, 77_777) >>> 0, low: number >>> 1 });

	test('tell where the same was first, however many there are', () => {
		const seen = new SeenHashes();
		const numbers = Array.from({ length: 20_000 }, (_, index) => index + 1);
		expect(numbers.filter((number) => seen.add(hash(number), number, number * 3))).toEqual([]);
		expect(
			numbers.filter((number) => {
				const at = seen.add(hash(number), 99_999);
				return at?.line !== number || at.mark !== number * 3;
			}),
		).toEqual([]);
		expect(seen.full).toBe(false);
		expect(seen.find(hash(5))).toEqual({ line: 5, mark: 15 });
		expect(seen.find(hash(20_001))).toBeUndefined();
	});

	test('are remembered up to a bound, and it is known when that is reached', () => {
		const seen = new SeenHashes(3);
		for (const number of [1, 2, 3, 4]) seen.add(hash(number), number);
		const lines = [1, 2, 3, 4].map((number) => seen.add(hash(number), 9)?.line);
		expect(lines).toEqual([1, 2, 3, undefined]);
		expect(seen.full).toBe(true);
	});
});

describe('the hash of texts', () => {
	const hashOf = (...texts: string[]) => {
		const hash = new TextHash();
		hash.reset();
		for (const text of texts) hash.add(text);
		const { high, low } = hash.digest();
		return `${high} ${low}`;
	};

	test('every unit counts, wherever it stands, and so do zeros at the end', () => {
		for (const line of ['a line '.repeat(100), 'ein Zeichen — 漢字 '.repeat(50)]) {
			const changed = Array.from(line, (_, at) => {
				const unit = line.charCodeAt(at) ^ (1 << at % 8);
				return line.slice(0, at) + String.fromCharCode(unit) + line.slice(at + 1);
			});
			const cut = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((length) => '\0'.repeat(length));
			const all = [line, ...changed, ...cut];
			expect(new Set(all.map((one) => hashOf(one))).size).toBe(all.length);
		}
	});

	test('where one text ends and the next begins counts', () => {
		const all = [['ab', 'c'], ['a', 'bc'], ['abc'], ['abc', ''], ['', 'abc']];
		expect(new Set(all.map((texts) => hashOf(...texts))).size).toBe(all.length);
		expect(hashOf('x', 'y')).toBe(hashOf('x', 'y'));
	});
});
