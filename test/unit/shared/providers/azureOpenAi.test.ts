import { openApi } from '../../../../nodes/shared/api';
import { PROVIDERS } from '../../../../nodes/shared/providers';
import { aContext, aJobRequest, aProvider, refused } from '../../builders';

const AZURE = { provider: 'azureOpenAi', baseUrl: 'https://r.openai.azure.com/openai/v1' };

/** What a call is told when Azure, or a server that passes for another, refuses it. */
async function told(status: number, error: Record<string, unknown>, credential = AZURE) {
	const { context } = aContext(() => refused(status, {}, { error }), credential);
	const { jobs } = await openApi(context);
	const thrown: unknown = await jobs.list({ limit: 1 }).catch((reason: unknown) => reason);
	return thrown;
}

test("a wrong key leads to the resource's own key", async () => {
	expect(await told(401, {})).toMatchObject({
		message: 'Azure OpenAI rejected the API key',
		description: expect.stringContaining('that same Azure resource'),
	});
});

test.each([400, 404])('a %d about the API version leads to its field', async (status) => {
	const error = { message: 'API version not supported' };
	expect(await told(status, error)).toMatchObject({
		message: 'Azure OpenAI does not know this API version',
		description: expect.stringMatching(/^Correct the API Version .*\/openai\/v1/),
	});
	const elsewhere = { provider: 'openAi', baseUrl: '' };
	expect(await told(status, error, elsewhere)).not.toMatchObject({
		message: expect.stringMatching(/does not know this API version/),
	});
});

test('a wrong address is corrected to one of both forms', async () => {
	expect(await told(404, { code: '404', message: 'Resource not found' })).toMatchObject({
		description: expect.stringMatching(
			/ends in \/openai\/v1, or in \/openai together with an API Version/,
		),
	});
});

test('a new file is not ready at once, and checkpoints cannot be shared', () => {
	const { files, permissions } = aProvider('azureOpenAi');
	expect(files?.get?.('f').read({ id: 'f', status: 'uploaded' }, 0)?.state).toBe('processing');
	expect(permissions).toBeUndefined();
});

test.each([
	['standard', 'standard'],
	['globalStandard', 'globalstandard'],
	['developer', 'developerTier'],
])("the training tier %s is Azure's %s", (trainingTier, trainingType) => {
	const created = aProvider('azureOpenAi').jobs.create(aJobRequest({ trainingTier }));
	expect(created).toMatchObject({ ok: true, value: { body: { trainingType } } });
});

test.each([[undefined], [null], ['']])('the training tier %p is left to Azure', (trainingTier) => {
	const created = aProvider('azureOpenAi').jobs.create(aJobRequest({ trainingTier }));
	expect(created).toMatchObject({ ok: true });
	expect(created).not.toHaveProperty('value.body.trainingType');
});

test.each([['Developer'], ['developerTier'], ['toString'], [{}], [3]])(
	'there is no training tier %p',
	(trainingTier) => {
		expect(aProvider('azureOpenAi').jobs.create(aJobRequest({ trainingTier }))).toEqual({
			ok: false,
			problem: expect.stringMatching(/^'Training Tier' is /),
			advice:
				'It must be one of standard, globalStandard, developer. Remove it to let the provider choose.',
		});
	},
);

test.each(PROVIDERS.flatMap(({ id }) => (id === 'azureOpenAi' ? [] : [[id]])))(
	'%s has no training tiers',
	(id) => {
		const lambda = {
			type: 'lambda',
			lambda: { function: 'arn:aws:lambda:eu-west-1:1:function:f' },
		};
		const asBedrockWants = { method: 'reinforcement', grader: lambda } as const;
		const request = aJobRequest({
			trainingTier: 'standard',
			...(id === 'bedrock' && asBedrockWants),
		});
		expect(aProvider(id).jobs.create(request)).toMatchObject({
			ok: false,
			problem: expect.stringMatching(/ has no training tiers$/),
			advice: "Remove 'Training Tier' under Additional Fields.",
		});
	},
);
