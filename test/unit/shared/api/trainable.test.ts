import type { IHttpRequestOptions } from 'n8n-workflow';

import { openApi } from '../../../../nodes/shared/api';
import { aContext, ok, refused, type Answer } from '../../builders';

const NAMES = Array.from({ length: 14 }, (_, at) => `model-${String.fromCharCode(110 - at)}`);

/** A provider that tells which models it trains, or answers otherwise when it is asked. */
async function together(supported: Answer, credential: Record<string, unknown> = {}) {
	const { context, sent } = aContext(
		({ url }: IHttpRequestOptions) =>
			url.endsWith('/supported') ? supported : ok([{ id: 'model-a' }, { id: 'other' }]),
		{ provider: 'together', ...credential },
	);
	return { api: await openApi(context), sent };
}

const refusal = (httpCode: string, message = 'No') => {
	const error = new Error(message);
	return Object.assign(error, { httpCode, message });
};

test('a refused create of a model that is not trained names some that are', async () => {
	const { api } = await together(ok({ models: NAMES }));
	const error = await api.jobs.refused('gpt-4.1', refusal('400'));
	expect(error).toMatchObject({
		message: "Together AI does not train 'gpt-4.1'",
		httpCode: '400',
		description: expect.stringMatching(
			/^Choose one of these under Base Model: model-a, model-b, .*model-l and 2 more\./,
		),
	});
});

test.each([
	['the model is one of them', 'model-a', '400', ok({ models: NAMES })],
	['it was refused for another reason', 'gpt-4.1', '401', ok({ models: NAMES })],
	['there are none', 'gpt-4.1', '400', ok({ models: [] })],
	['they are not told', 'gpt-4.1', '400', refused(500)],
])('the error stays as it is where %s', async (_, model, status, supported) => {
	const { api } = await together(supported);
	expect((await api.jobs.refused(model, refusal(status))).message).not.toMatch(/does not train/);
});

test('a provider that does not tell is not asked', async () => {
	const { api, sent } = await together(ok({}), { provider: 'openAi' });
	await api.jobs.refused('gpt-4.1', refusal('400'));
	expect(sent).toEqual([]);
});

test('the list of models marks those that can be trained; where that is not told, none', async () => {
	const marked = async (supported: Answer) =>
		(await (await together(supported)).api.models.list()).map(({ id, trainable }) => [
			id,
			trainable,
		]);
	expect(await marked(ok({ models: ['model-a', 'model-b'] }))).toEqual([
		['model-a', true],
		['other', false],
		['model-b', true],
	]);
	expect(await marked(refused(404))).toEqual([
		['model-a', null],
		['other', null],
	]);
	await expect(marked(refused(401))).rejects.toMatchObject({ httpCode: '401' });
});
