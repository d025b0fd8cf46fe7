import { NodeApiError } from 'n8n-workflow';

import type {
	Outcome,
	Trial,
} from '../../../../../../nodes/FineTuning/actions/model/evaluate/askModels';
import { mistakeOf } from '../../../../../../nodes/FineTuning/actions/model/evaluate/mistake';
import { reportOf } from '../../../../../../nodes/FineTuning/actions/model/evaluate/report';

const failed = (description?: string) =>
	new NodeApiError(
		{ id: '1', name: 'Node', type: 'fineTuning', typeVersion: 1, position: [0, 0], parameters: {} },
		{ message: 'Could not ask the model' },
		{ message: 'Could not ask the model', description },
	);
const error = failed('The API says: "Too long".');
const bare = failed();
const answered = (text: string, tokens: number | null = 1): Outcome => ({
	kind: 'answered',
	answer: {
		text,
		refusal: null,
		finishReason: 'stop',
		inputTokens: tokens,
		outputTokens: tokens === null ? null : tokens * 2,
	},
});
const RIGHT = answered('yes');
const WRONG = answered('no');
const REFUSED: Outcome = { kind: 'refused', error };
const LOST: Outcome = { kind: 'unanswered', error };

const EXAMPLE = { line: 1, messages: [{ role: 'user', content: 'q' }], expected: 'yes' };
const trialsOf = (own: Outcome[], other: Outcome[] = []): Trial[] =>
	own.map((outcome, at) => {
		const beside = other[at];
		return { example: EXAMPLE, own: outcome, ...(beside && { other: beside }) };
	});
const report = (own: Outcome[], other?: Outcome[], total = own.length) =>
	reportOf({
		model: 'new',
		...(other && { compareWith: 'old' }),
		trials: trialsOf(own, other),
		total,
		skipped: 0,
		scoring: 'exact',
	});
const times = (count: number, outcome: Outcome) => new Array<Outcome>(count).fill(outcome);

test.each<[string, Outcome[], Outcome[], object]>([
	[
		'six more right and none less: the fewest that are more than chance',
		times(6, RIGHT),
		times(6, WRONG),
		{ better: 'model', significant: true, pValue: 0.03125, onlyModelRight: 6, onlyCompareRight: 0 },
	],
	[
		'five more right',
		times(5, RIGHT),
		times(5, WRONG),
		{ better: 'model', significant: false, pValue: 0.0625 },
	],
	[
		'different answers, as many right',
		[RIGHT, WRONG],
		[WRONG, RIGHT],
		{ better: 'neither', significant: false, pValue: 1, onlyModelRight: 1, onlyCompareRight: 1 },
	],
	[
		'the other one is better by far',
		times(40, WRONG),
		times(40, RIGHT),
		{ better: 'compareWith', significant: true, pValue: 1.819e-12, compareAccuracy: 1 },
	],
	[
		'what is refused is wrong',
		[RIGHT, RIGHT],
		[REFUSED, RIGHT],
		{ examples: 2, compareCorrect: 1, failed: 1, unanswered: 0, better: 'model' },
	],
	[
		'what is refused by both fails once',
		[RIGHT, REFUSED],
		[RIGHT, REFUSED],
		{ examples: 2, correct: 1, failed: 1, better: 'neither' },
	],
	[
		'an outage of one counts for neither',
		[RIGHT, WRONG, LOST],
		[LOST, RIGHT, REFUSED],
		{ examples: 1, correct: 0, compareCorrect: 1, failed: 0, unanswered: 2, mistakeCount: 1 },
	],
])('%s', (_, own, other, expected) => {
	expect(report(own, other)).toMatchObject(expected);
});

test('nothing but outages is no report', () => {
	expect(report([LOST, LOST])).toBeNull();
	expect(report([RIGHT, LOST], [LOST, RIGHT])).toBeNull();
});

test('by itself, nothing is said of another', () => {
	const keys = Object.keys(report([RIGHT]) ?? {});
	expect(keys.filter((key) => /compare|better|significant|pValue|only/i.test(key))).toEqual([]);
	expect(report([RIGHT, LOST], undefined, 1000)?.summary).toBe(
		'new: 1 of 1 right (100%, with 95% certainty 20.7% to 100%). Asked were 2 of 1,000 examples. Left out: 1 example without an answer, as the server or the network failed.',
	);
});

test.each<[Outcome[], number | null, number | null]>([
	[[RIGHT, RIGHT], 2, 4],
	[[RIGHT, answered('yes', null)], 1, 2],
	[[answered('yes', null)], null, null],
	[[answered('yes', 0)], 0, 0],
])('tokens are summed where they are told', (own, input, output) => {
	expect(report(own)).toMatchObject({ inputTokens: input, outputTokens: output });
});

test('both models use tokens, also where the other gave no answer', () => {
	expect(report([RIGHT, RIGHT], [RIGHT, LOST])).toMatchObject({ inputTokens: 3, outputTokens: 6 });
});

test.each<[string, Outcome[], Outcome[], verdict: string]>([
	[
		'more right than chance would make',
		times(6, RIGHT),
		times(6, WRONG),
		'new is better, by more than chance (p = 0.03125).',
	],
	[
		'more right, as may happen',
		times(5, RIGHT),
		times(5, WRONG),
		'new is better, but that may be chance (p = 0.0625).',
	],
	[
		'less right than chance would make',
		times(6, WRONG),
		times(6, RIGHT),
		'old is better, by more than chance (p = 0.03125).',
	],
	['as many right', [RIGHT, WRONG], [WRONG, RIGHT], 'Neither is better.'],
])('%s: both figures and the verdict make up the summary', (_, own, other, verdict) => {
	expect(report(own, other)?.summary).toMatch(
		/^new: \d of \d right \([^)]+\)\. old: \d of \d right \([^)]+\)\. (.+)$/,
	);
	expect(report(own, other)?.summary.split('). ').at(-1)).toBe(verdict);
});

test('of the mistakes the first fifty are shown, and all are counted', () => {
	const outcomes = [RIGHT, ...times(60, WRONG), RIGHT];
	const { mistakeCount, mistakes } = report(outcomes) ?? {};
	expect([mistakeCount, mistakes?.length]).toEqual([60, 50]);
	expect(mistakes?.[0]).toMatchObject({ given: 'no' });
});

test.each<[Outcome, object | null]>([
	[
		{ kind: 'refused', error: bare },
		{ given: null, reason: 'Could not ask the model' },
	],
	[RIGHT, null],
	[WRONG, { given: 'no', reason: 'Not the expected answer' }],
	[REFUSED, { given: null, reason: 'Could not ask the model. The API says: "Too long".' }],
])('a mistake of %p', (outcome, expected) => {
	const turns = ['system', 'user', 'assistant'].map((role) => ({ role, content: 'before' }));
	const question = { role: 'user', content: `q ${'x'.repeat(500)}` };
	const long = { ...EXAMPLE, messages: [...turns, question] };
	const mistake = mistakeOf(long, outcome, 'exact');
	if (expected === null) expect(mistake).toBeNull();
	else {
		const prompt: unknown = expect.stringMatching(/^q x{100}.*$/);
		expect(mistake).toEqual({ line: 1, prompt, expected: 'yes', ...expected });
		expect(mistake?.prompt.length).toBeLessThanOrEqual(200);
	}
});
