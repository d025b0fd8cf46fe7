import { Checker } from '../../../../nodes/FineTuning/dataset/checker';
import { modelFacts } from '../../../../nodes/FineTuning/dataset/models';
import { PROVIDER_RULES } from '../../../../nodes/FineTuning/dataset/providerRules';
import { loadTokenizer } from '../../../../nodes/FineTuning/dataset/tokenizer';
import { goodLines } from './check';

const chat = (content: string) =>
	JSON.stringify({
		messages: [
			{ role: 'user', content },
			{ role: 'assistant', content: 'Yes.' },
		],
	});
const WORD = Array.from({ length: 1_999 }, (_, at) =>
	'acgt'.charAt((at * 7_919 + at * at) % 4),
).join('');

/** How often others get their turn; the times themselves are measured by `npm run bench -- stretches`. */
test.each<[string, string, number]>([
	['words of 1,999 letters', chat(`${WORD} `.repeat(200)), 40],
	['one long word', chat(WORD.repeat(200)), 40],
	['ideographs', chat('微調整は既存のモデルを追加データで訓練します。'.repeat(10_000)), 20],
	['an image', chat('A'.repeat(4 << 20)), 5],
	['brackets', '['.repeat(2 << 20), 2],
])('%s are looked at in steps', async (_, line, fewest) => {
	const checker = new Checker({
		maxFindings: 10,
		model: modelFacts(''),
		rules: PROVIDER_RULES.custom,
		countTokens: await loadTokenizer('o200k_base'),
	});
	const content = Buffer.from(`${goodLines(12)}${line}\n`);
	const start = performance.now();
	const count = (work: Iterator<unknown>) => {
		let steps = 0;
		while (!work.next().done) steps += 1;
		return steps;
	};
	expect(count(checker.push(content)) + count(checker.finish())).toBeGreaterThan(fewest);
	expect(performance.now() - start).toBeLessThan(20_000);
});
