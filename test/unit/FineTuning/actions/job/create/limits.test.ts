import {
	estimateInWords,
	estimateOn,
	overLimit,
	type Estimate,
	type Limits,
} from '../../../../../../nodes/FineTuning/actions/job/create/limits';

const validated = { valid: true, trainingTokens: 48_000, epochs: 3, estimatedCost: 0.24 };

test.each<[string, Parameters<typeof estimateOn>[0], unknown, Estimate | null]>([
	['as Validate gives it', validated, undefined, { tokens: 48_000, cost: 0.24, epochs: 3 }],
	['for other epochs', validated, 6, { tokens: 96_000, cost: 0.48, epochs: 6 }],
	['for epochs as text', validated, '1', { tokens: 16_000, cost: 0.08, epochs: 1 }],
	['for no sound epochs', validated, 'x', { tokens: 48_000, cost: 0.24, epochs: 3 }],
	['for none', validated, 0, { tokens: 48_000, cost: 0.24, epochs: 3 }],
	[
		'without a price',
		{ ...validated, estimatedCost: null },
		3,
		{ tokens: 48_000, cost: null, epochs: 3 },
	],
	[
		'without epochs',
		{ valid: true, trainingTokens: 5, epochs: null },
		3,
		{ tokens: 5, cost: null, epochs: null },
	],
	// Reinforcement training is billed by time.
	['without tokens', { ...validated, trainingTokens: null }, 3, null],
	// Dataset → Build counts one pass.
	['of Build', { trainingTokens: 48_000, trainingExamples: 10 }, 3, null],
	['of anything else', {}, 3, null],
])('the estimate %s', (_, item, epochs, estimate) => {
	expect(estimateOn(item, epochs)).toEqual(estimate);
});

const estimate: Estimate = { tokens: 48_000, cost: 0.24, epochs: 3 };

test.each<[Limits, Estimate | null, RegExp | undefined]>([
	[{}, null, undefined],
	[{}, estimate, undefined],
	[{ maxTokens: 48_000, maxCost: 0.24 }, estimate, undefined],
	[
		{ maxTokens: 47_999 },
		estimate,
		/^The job would take 48,000 tokens, and 'Max Tokens' is 47,999$/,
	],
	[{ maxCost: 0.2 }, estimate, /^The job would take about 0\.24, and 'Max Cost' is 0\.2$/],
	[{ maxCost: 0 }, estimate, /'Max Cost' is 0$/],
	[{ maxTokens: 1, maxCost: 1 }, estimate, /'Max Tokens' is 1$/],
	// A limit that nothing is held against would be none.
	[{ maxTokens: 1 }, null, /^'Max Tokens' is set, and the item has no estimate/],
	[{ maxCost: 1 }, null, /^'Max Cost' is set, and the item has no estimate/],
	[
		{ maxCost: 1 },
		{ ...estimate, cost: null },
		/'Max Cost' is set, and the item's estimate has no cost/,
	],
])('with the limits %p, the estimate %p', (limits, against, problem) => {
	const over = overLimit(limits, against, false);
	if (problem === undefined) expect(over).toBeUndefined();
	else {
		expect(over?.problem).toMatch(problem);
		expect(over?.advice).toMatch(/^Nothing was uploaded\. /);
	}
});

test.each<[Limits, Estimate | null, RegExp | undefined]>([
	[{ maxCost: 1 }, null, undefined],
	[{ maxCost: 0 }, { ...estimate, cost: null }, undefined],
	// What the item tells is held against it before anything is uploaded all the same.
	[{ maxCost: 0.2 }, estimate, /^The job would take about 0\.24, and 'Max Cost' is 0\.2$/],
	[{ maxCost: 0.24 }, estimate, undefined],
	// Of tokens the provider is not asked.
	[{ maxTokens: 1, maxCost: 1 }, null, /^'Max Tokens' is set, and the item has no estimate/],
	[
		{ maxTokens: 1, maxCost: 1 },
		{ ...estimate, cost: null },
		/^The job would take 48,000 tokens, and 'Max Tokens' is 1$/,
	],
])('%p and %p where the provider tells its own price later', (limits, against, problem) => {
	expect(overLimit(limits, against, true)?.problem).toEqual(
		problem && expect.stringMatching(problem),
	);
});

test.each<[Estimate, string]>([
	[
		estimate,
		'Trains about 48,000 tokens in 3 epochs, for about 0.24 in the currency of your price.',
	],
	[{ ...estimate, epochs: 1, cost: null }, 'Trains about 48,000 tokens in one epoch.'],
	[{ tokens: 5, cost: null, epochs: null }, 'Trains about 5 tokens.'],
])('%p in words', (told, words) => {
	expect(estimateInWords(told)).toBe(words);
});
