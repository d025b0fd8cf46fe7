import { matches } from '../../../../nodes/FineTuning/methods/page';

test.each([
	['', true],
	['tickets', true],
	['1.2 mb', true],
	['file-ab', true],
	['-abc1', true],
	['other', false],
])("an entry of a picker is found by '%s': %p", (wanted, expected) => {
	expect(matches({ name: 'Tickets.jsonl · 1.2 MB', value: 'file-ABC1' }, wanted)).toBe(expected);
});
