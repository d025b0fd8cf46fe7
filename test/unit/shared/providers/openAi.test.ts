import { openApi } from '../../../../nodes/shared/api';
import { PROVIDERS } from '../../../../nodes/shared/providers';
import { explain } from '../../../../nodes/shared/transport/errors';
import { aContext, aFailure, aJobRequest, aServer, refused } from '../../builders';

/** As recorded in July 2026. */
const windDown = {
	message:
		'OpenAI is winding down the fine-tuning platform and your organization is no longer able to create new fine-tuning training jobs.',
	type: 'invalid_request_error',
	param: null,
	code: 'training_not_available',
};

test('the wind-down refusal is told with what is left to do', async () => {
	const { context } = aContext(() => refused(403, {}, { error: windDown }));
	const creation = (await openApi(context)).jobs.prepare(aJobRequest(), 'x');
	await expect(creation.ok && creation.value.create(() => undefined)).rejects.toMatchObject({
		message: 'OpenAI no longer lets this organization create fine-tuning jobs',
		description: expect.stringMatching(
			/6 January 2027.*choose another provider.*Code: training_not_available\./,
		),
		failure: { cause: 'configuration-invalid' },
	});
});

test.each(['nebius', 'custom'])(
	'%s may stand before OpenAI, and its proxy passes the refusal on',
	(id) => {
		const errors = PROVIDERS.find((provider) => provider.id === id)?.errors;
		const server = aServer({ name: 'A proxy', ...errors });
		const told = explain(aFailure({ server, status: 403, body: { error: windDown } }));
		expect(told.message).toMatch(/^OpenAI no longer lets/);
	},
);
