import { Checker } from '../../nodes/FineTuning/dataset/checker';
import { Converter, jsonRows } from '../../nodes/FineTuning/dataset/convert/converter';
import { modelFacts } from '../../nodes/FineTuning/dataset/models';
import { PROVIDER_RULES } from '../../nodes/FineTuning/dataset/providerRules';
import { loadTokenizer } from '../../nodes/FineTuning/dataset/tokenizer';
import type { Row } from './measure';
import { trainingLine } from './trainingFile';

const MB = 1 << 20;
const CHUNK = 64 * 1024;
const ROUNDS = 3;

let state = 1;
const random = () => {
	state = (Math.imul(state, 1_103_515_245) + 12_345) >>> 0;
	return state / 2 ** 32;
};
const letters = (count: number, from: string) =>
	Array.from({ length: count }, () => from.charAt(Math.floor(random() * from.length))).join('');
const chat = (content: string) =>
	JSON.stringify({
		messages: [
			{ role: 'user', content },
			{ role: 'assistant', content: 'Yes.' },
		],
	});
const words = (count: number, from: string, length: number) =>
	Array.from({ length: count }, () => letters(length, from)).join(' ');
const SOME = words(60, 'abcdefghijklmnopqrstuvwxyz', 1_999);

/** The longest time between two yields, in milliseconds. */
function longest(steps: Iterable<unknown>): number {
	let most = 0;
	let last = performance.now();
	const iterator = steps[Symbol.iterator]();
	for (let done = false; !done; ) {
		done = iterator.next().done === true;
		const now = performance.now();
		most = Math.max(most, now - last);
		last = now;
	}
	return most;
}

function* checking(content: Buffer, checker: Checker): Generator<void> {
	for (let from = 0; from < content.length; from += CHUNK) {
		yield* checker.push(content.subarray(from, from + CHUNK));
		yield;
	}
	yield* checker.finish();
}

function* converting(content: Buffer): Generator<void> {
	const converter = new Converter({ kind: 'chat', systemPrompt: 'x', onExample: () => {} });
	const rows = jsonRows('lines');
	for (let from = 0; from < content.length; from += CHUNK) {
		for (const row of rows.push(content.subarray(from, from + CHUNK)))
			yield* converter.addJson(row);
		yield;
	}
	for (const row of rows.end()) yield* converter.addJson(row);
}

/** Lines as nobody writes them, but as programs do, or as somebody who means harm. */
const CASES: ReadonlyArray<[string, () => string]> = [
	['a megabyte of words of 1,999 letters', () => chat(words(500, 'acgt', 1_999))],
	['ten megabytes of them', () => chat(`${SOME} `.repeat(84))],
	['one word of a megabyte', () => chat(letters(MB, 'ACDEFGHIKLMNPQRSTVWY'))],
	['ideographs', () => chat('微調整は既存のモデルを追加データで訓練します。'.repeat(40_000))],
	['signs', () => chat('!#$%&*+=/?^~;:'.repeat(50_000))],
	['blanks', () => chat(' '.repeat(2 * MB))],
	['an image of 30 MB', () => chat('A'.repeat(30 * MB))],
	['a megabyte of empty messages', () => `{"messages": [${'{},'.repeat(300_000)}{}]}`],
	['40,000 messages', () => `{"messages": [${'{"role":"x"},'.repeat(40_000)}{}]}`],
	[
		'a megabyte of keys',
		() => `{${Array.from({ length: 70_000 }, (_, at) => `"k${at}":1`).join(',')}}`,
	],
	['a megabyte of brackets', () => '['.repeat(MB)],
	['twenty megabytes of brackets', () => `{"messages": ${'['.repeat(20 * MB)}`],
	['a line that is no JSON', () => `{${'} {'.repeat(30_000)}`],
	['very many short lines', () => '{}\n'.repeat(500_000)],
];

/**
 * How long the work holds up everybody else, at most, with the worst lines there are: the longest time
 * between two places where others get their turn. The best of three, as the machine is not alone.
 */
export async function benchStretches(): Promise<Row[]> {
	const countTokens = await loadTokenizer('o200k_base');
	const around = Array.from({ length: 12 }, (_, index) => `${trainingLine(index)}\n`).join('');
	return CASES.map(([line, make]) => {
		const content = Buffer.from(`${around}${make()}\n${around}`);
		const best = (measure: () => number) => Math.min(...Array.from({ length: ROUNDS }, measure));
		const checker = () =>
			new Checker({
				maxFindings: 100,
				model: modelFacts(''),
				rules: PROVIDER_RULES.openAi,
				countTokens,
			});
		return {
			line,
			'validate, longest ms': Math.round(best(() => longest(checking(content, checker())))),
			'convert, longest ms': Math.round(best(() => longest(converting(content)))),
		};
	});
}
