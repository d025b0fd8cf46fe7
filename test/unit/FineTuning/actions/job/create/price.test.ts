import {
	overPrice,
	priceInWords,
} from '../../../../../../nodes/FineTuning/actions/job/create/price';
import type { Price, PriceEstimate } from '../../../../../../nodes/shared/domain/price';

const price: Price = { available: true, price: 12.5, tokens: 48_000, allowed: true, credit: 100 };

test.each<[PriceEstimate, number, string | undefined, RegExp?]>([
	[price, 12.5, undefined],
	[price, 20, undefined],
	[{ ...price, price: 0 }, 0, undefined],
	// The last digits of a product are no money.
	[{ ...price, price: 0.24000000000000002 }, 0.24, undefined],
	[
		price,
		12.49,
		"Somebody prices the job at about 12.5 US dollars, and 'Max Cost' is 12.49",
		/^No job was created\. Train fewer epochs/,
	],
	[price, 0, "Somebody prices the job at about 12.5 US dollars, and 'Max Cost' is 0"],
	// The user's own limit first.
	[{ ...price, allowed: false }, 1, expect.stringMatching(/'Max Cost' is 1$/)],
	[
		{ ...price, allowed: false, credit: 5 },
		20,
		'Somebody does not allow this job, which it prices at about 12.5 US dollars',
		/^No job was created, though 'Max Cost' is 20\. The account's own limit is 5 US dollars\. Add credit/,
	],
	[
		{ ...price, allowed: false, credit: null },
		20,
		'Somebody does not allow this job, which it prices at about 12.5 US dollars',
		/'Max Cost' is 20\. Add credit/,
	],
	[
		{ available: false, reason: 'it rains' },
		1_000_000,
		'Somebody gives no price for this job: it rains',
		/^No job was created, since 'Max Cost' could not be checked\..*remove 'Max Cost'/,
	],
])('%p with a limit of %p', (estimate, maxCost, problem, advice = /^No job was created/) => {
	expect(overPrice('Somebody', estimate, maxCost)).toEqual(
		problem && { problem, advice: expect.stringMatching(advice) },
	);
});

test.each<[Price, string]>([
	[price, 'Somebody prices the job at about 12.5 US dollars, for about 48,000 tokens.'],
	[
		{ ...price, price: 0.2400000001, tokens: null },
		'Somebody prices the job at about 0.24 US dollars.',
	],
])('%p in words', (told, words) => {
	expect(priceInWords('Somebody', told)).toBe(words);
});
