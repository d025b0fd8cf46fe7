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

/** `count` valid preference examples as JSONL. */
export function preferenceExamples(count: number): string {
	const answer = (content: string) => [{ role: 'assistant', content }];
	return Array.from({ length: count }, (_, index) =>
		JSON.stringify({
			input: { messages: [{ role: 'user', content: `Is ${index} even?` }] },
			preferred_output: answer(index % 2 === 0 ? 'yes' : 'no'),
			non_preferred_output: answer('perhaps'),
		}),
	).join('\n');
}
