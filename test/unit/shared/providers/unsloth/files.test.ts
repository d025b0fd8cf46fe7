import { unsloth } from '../../../../../nodes/shared/providers/unsloth';
test.each([
	[{ messages: [{ role: 'assistant', content: 'x', weight: 0 }] }, /weight 0.*every message/],
	[{ messages: [], tools: [{ type: 'function' }] }, /has tools/],
])('an example of which it would not mind a part is refused: %j', (example, problem) => {
	const taken = unsloth.files?.adapt?.(example);
	expect(taken).toMatchObject({ ok: false, problem: expect.stringMatching(problem) });
});

test.each([
	{ messages: [{ role: 'assistant', content: 'x', weight: 1 }], tools: [] },
	{ instruction: 'x', output: 'y' },
])('any other example goes as it is: %j', (example) => {
	expect(unsloth.files?.adapt?.(example)).toEqual({ ok: true, value: example });
});
