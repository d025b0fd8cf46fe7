import { NodeApiError, NodeOperationError } from 'n8n-workflow';

import { openApi } from '../../../../nodes/shared/api';
import { unlessGone } from '../../../../nodes/shared/api/caller';
import { aContext, ok, refused, wireJob } from '../../builders';

const NEBIUS = { provider: 'nebius' };

test('what a provider cannot do is told in words, with who can, before anything is sent', async () => {
	const { context, sent } = aContext(() => ok({}), NEBIUS);
	const { permissions } = await openApi(context);
	const error: unknown = await permissions.create('ft:m', ['p']).catch((thrown: unknown) => thrown);
	expect(error).toBeInstanceOf(NodeOperationError);
	expect(error).toMatchObject({
		message: 'Nebius Token Factory cannot share checkpoints with other projects',
		description: expect.stringContaining('OpenAI'),
	});
	expect(sent).toEqual([]);
});

test.each([
	['404', ['404'], null],
	['400', ['400', '404'], null],
	['404', [], '404'],
	['403', ['404'], '403'],
])('a refusal with %s, where %p mean gone', async (status, statuses, code) => {
	const { context } = aContext(() => refused(Number(status), {}, { error: { message: 'No' } }));
	const { jobs } = await openApi(context);
	const result = unlessGone({ context }, statuses, async () => await jobs.get('x'));
	if (code === null) expect(await result).toBeNull();
	else await expect(result).rejects.toMatchObject({ httpCode: code });
});

test('an error that no server sent goes on as it is', async () => {
	const { context } = aContext(() => ok({}));
	const { jobs } = await openApi(context);
	const error: unknown = await unlessGone(
		{ context },
		['404'],
		async () => await jobs.get(' '),
	).catch((thrown: unknown) => thrown);
	expect(error instanceof NodeOperationError || error instanceof NodeApiError).toBe(true);
	expect(error).toMatchObject({
		message: 'Could not get the job: An ID is empty',
		description: expect.stringMatching(/^Enter the ID/),
	});
});

test('a job that the server does not know is none', async () => {
	const { context } = aContext(({ url }) =>
		url.endsWith('/x') ? refused(404, {}, { error: { message: 'No' } }) : ok(wireJob()),
	);
	const { jobs } = await openApi(context);
	expect(await jobs.find('x')).toBeNull();
	expect(await jobs.find('ftjob-1')).toMatchObject({ id: 'ftjob-1' });
});
