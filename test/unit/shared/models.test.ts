import { ownFirst } from '../../../nodes/FineTuning/methods/searchModels';
import { isFineTuned } from '../../../nodes/shared/models';

test.each([
	['ft:gpt-4.1-mini-2025-04-14:org::abc', true],
	['davinci:ft-org-2023-01-01', true],
	['gpt-4o-mini-2024-07-18.ft-0e208cf33a6a466994aff31a08aba678', true],
	['gpt-4.1-mini', false],
	['left-over', false],
	['soft:ware', false],
])('%s is fine-tuned: %p', (id, expected) => {
	expect(isFineTuned({ id })).toBe(expected);
});

test('the picker: own models first, newest first, then the rest', () => {
	const models = [
		{ id: 'b' },
		{ id: 'a' },
		{ id: 'new', created: 50 },
		{ id: 'ft:old', created: 10 },
		{ id: 'ft:new', created: 40 },
	];
	expect(ownFirst(models, 100)).toEqual([
		{ name: 'ft:new · 1 min ago', value: 'ft:new' },
		{ name: 'ft:old · 2 min ago', value: 'ft:old' },
		{ name: 'new', value: 'new' },
		{ name: 'a', value: 'a' },
		{ name: 'b', value: 'b' },
	]);
});
