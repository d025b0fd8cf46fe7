/** `count` valid supervised examples as JSONL. */
export function trainingExamples(count: number): string {
	return Array.from({ length: count }, (_, index) =>
		JSON.stringify({
			messages: [
				{ role: 'system', content: 'Answer with one word.' },
				{ role: 'user', content: `Is ${index} even?` },
				{ role: 'assistant', content: index % 2 === 0 ? 'yes' : 'no' },
			],
		}),
	).join('\n');
}
