import tickets from '../../../examples/data/tickets.json';
import { choicesIn, guess } from '../../../sandbox/chat/untrained';
import { SYSTEM } from './tickets';

const ABC = ['a', 'b', 'c'];

test.each<[string, string, string[]]>([
	[
		'the examples’ own prompt',
		SYSTEM,
		'billing delivery returns account technical feedback'.split(' '),
	],
	['a colon', 'Choose: a, b, or c. Be short.', ABC],
	['one of', 'Answer with one of a, b and c.', ABC],
	['quotes', 'Say one of these: "a", \'b\' or `c`!', ABC],
	['bars', 'Category: a | b | c', ABC],
	['a list', 'Pick one:\n- a\n- b\n- c', ABC],
	['a numbered list', '1. **a**\n2) b\n3. c', ABC],
	[
		'choices of several words',
		'Topic: new order, broken on arrival',
		['new order', 'broken on arrival'],
	],
	['no list', 'Answer politely.', []],
	[
		'a sentence after a colon',
		'Note: be kind to everybody who asks, and never say no to them.',
		[],
	],
	['one item', 'Format: JSON.', []],
	['nothing', '', []],
])('choices in %s', (_what, text, choices) => {
	expect(choicesIn(text)).toEqual(choices);
});

test('a guess is the same each time, and right by chance', () => {
	const guesses = tickets.map(({ message }) => guess('gpt-4.1', SYSTEM, message));
	expect(guesses).toEqual(tickets.map(({ message }) => guess('gpt-4.1', SYSTEM, message)));
	expect(new Set(guesses).size).toBe(6);
	const right = tickets.filter(({ category }, index) => guesses[index] === category);
	expect(right.length / tickets.length).toBeGreaterThan(0.08);
	expect(right.length / tickets.length).toBeLessThan(0.28);
});

test('without choices it says that it has learned nothing', () => {
	expect(guess('gpt-4.1', 'Be kind.', 'Hello?')).toMatch(/no language model/);
});
