import { Distribution } from '../../../../nodes/FineTuning/dataset/distribution';
import { defaultEpochs, trainingCost } from '../../../../nodes/FineTuning/dataset/epochs';
import { LineHash } from '../../../../nodes/FineTuning/dataset/lineHash';
import { modelFacts } from '../../../../nodes/FineTuning/dataset/models';
import { SeenLines } from '../../../../nodes/FineTuning/dataset/seen';

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
		[[], { total: 0, mean: 0, p95: 0, max: 0 }],
		[[7], { total: 7, mean: 7, p95: 7, max: 7 }],
		[[2, 1, 2], { total: 5, mean: 1.7, p95: 2, max: 2 }],
		[
			Array.from({ length: 100 }, (_, index) => 100 - index),
			{ total: 5050, mean: 50.5, p95: 95, max: 100 },
		],
	])('of %j', (values, expected) => {
		expect(of(...values)).toEqual(expected);
	});
});

describe('lines seen', () => {
	const bytes = (number: number) => Buffer.from(`line ${number}`);

	test('tell the first line that was the same, however many there are', () => {
		const seen = new SeenLines();
		const numbers = Array.from({ length: 20_000 }, (_, index) => index + 1);
		expect(numbers.filter((number) => seen.add(bytes(number), number) !== undefined)).toEqual([]);
		expect(numbers.filter((number) => seen.add(bytes(number), 99_999) !== number)).toEqual([]);
		expect(seen.full).toBe(false);
	});

	test('are remembered up to a bound, and it is known when that is reached', () => {
		const seen = new SeenLines(3);
		for (const number of [1, 2, 3, 4]) seen.add(bytes(number), number);
		expect([1, 2, 3, 4].map((number) => seen.add(bytes(number), 9))).toEqual([1, 2, 3, undefined]);
		expect(seen.full).toBe(true);
	});
});

test('every byte of a line counts for its hash, wherever it stands, and so do zeros at the end', () => {
	const hash = new LineHash();
	const hashOf = (line: Uint8Array) => {
		hash.update(line);
		return `${hash.high} ${hash.low}`;
	};
	const line = Buffer.alloc(5_003, 'a line');
	const lines = Array.from(line, (byte, at) => {
		const other = Buffer.from(line);
		other[at] = byte ^ (1 << at % 8);
		return other;
	});
	const cut = [0, 1, 2, 3, 4, 5, 6, 7, 8].map((length) => Buffer.alloc(length));
	const all = [line, ...lines, ...cut];
	expect(new Set(all.map(hashOf)).size).toBe(all.length);
	expect(hashOf(line)).toBe(hashOf(Buffer.concat([Buffer.from('x'), line]).subarray(1)));
});
