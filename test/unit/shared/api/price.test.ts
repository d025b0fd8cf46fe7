import { openApi } from '../../../../nodes/shared/api';
import { aContext, aJobRequest, ok, refused, type Answer } from '../../builders';

/** Asks for the price of a job at a provider that answers so, in this order. */
async function asked(provider: string, answers: Answer[] = [], changes = {}) {
	const { context, sent } = aContext(() => answers[sent.length - 1] ?? refused(400), { provider });
	const api = await openApi(context);
	const price = await api.jobs.price(aJobRequest(changes)).catch((error: unknown) => error);
	return { price, calls: sent.length };
}

test('the price is asked for once', async () => {
	expect(await asked('together', [ok({ estimated_total_price: 2 })])).toMatchObject({
		price: { available: true, price: 2 },
		calls: 1,
	});
});

test.each([
	['a provider that tells none', 'openAi', {}, 'OpenAI cannot tell the price of a job before'],
	[
		'a request that it would not take',
		'together',
		{ suffix: 'x'.repeat(65) },
		"'Model Name Suffix' is 65 characters long",
	],
])('%s is not asked', async (_, provider, changes, message) => {
	const { price, calls } = await asked(provider, [], changes);
	expect(price).toMatchObject({
		message: expect.stringContaining(message),
		description: expect.any(String),
	});
	expect(calls).toBe(0);
});

test('a refusal is an error that says what was asked', async () => {
	const { price } = await asked('together', [
		refused(400, {}, { error: { message: 'No reason' } }),
	]);
	expect(price).toMatchObject({ message: 'Could not ask for the price of the job: No reason' });
});
