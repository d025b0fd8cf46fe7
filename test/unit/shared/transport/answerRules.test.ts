import type { FailedCall } from '../../../../nodes/shared/http';
import { explain } from '../../../../nodes/shared/transport/errors';
import { aFailure } from '../../builders';

const said = (error: Record<string, unknown>) => ({ error });
const job = { kind: 'job', id: 'ftjob-1' } as const;
const concurrency = {
	message:
		"This fine-tune request has been rate-limited. Your organization has reached the maximum of 1 active requests (1 running, 0 pending) for the model 'm'.",
	code: 'rate_limit_exceeded',
};

interface Case {
	name: string;
	call: Partial<FailedCall>;
	message: RegExp;
	advice: RegExp;
	cause?: string;
}

const cases: Case[] = [
	{
		name: 'a file that is not ready yet',
		call: { status: 400, body: said({ message: "File 'f' is still being processed" }) },
		message: /has not finished processing the file$/,
		advice: /Try again in a minute\. The API says/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a clash with something else',
		call: { status: 409, subject: job, body: said({ message: 'Conflict' }) },
		message: /^Could not cancel the job: something else is changing it.* \(job ftjob-1\)$/,
		advice: /^(Look at|Check) its status.*The API says: "Conflict"/,
	},
	{
		name: 'a clash with what is under way',
		call: { status: 409, body: said({ message: 'The job is still being processed' }) },
		message: /^Could not cancel the job: something else is changing it/,
		advice: /^Check its status/,
	},
	{
		name: 'several refused fields of FastAPI',
		call: {
			status: 422,
			body: {
				detail: [
					{ loc: ['body', 'hyperparameters', 'n_epochs'], msg: 'Input should be at least 1' },
					{ loc: ['body', 'integrations', 0, 'wandb'], msg: 'Field required' },
				],
			},
		},
		message: /: 'hyperparameters\.n_epochs, integrations\.0\.wandb' was not accepted$/,
		advice: /"hyperparameters\.n_epochs: Input should be at least 1; integrations\.0\.wandb: F/,
	},
	{
		name: 'an ordinary key where an admin key is needed',
		call: { status: 403, subject: { kind: 'checkpoint', id: 'ftckpt_1' } },
		message: /^Sharing checkpoints takes an admin key \(checkpoint ftckpt_1\)$/,
		advice: /Admin Key in the Fine-Tuning API credential/,
		cause: 'credential-invalid',
	},
	{
		name: 'a server that is down for a known time',
		call: { status: 503, headers: { 'retry-after': '90' } },
		message: /^OpenAI returned a server error$/,
		advice: /^Try again after 2026-11-01T00:01:30\.000Z\.$/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a wrong key',
		call: { status: 401 },
		message: /^OpenAI rejected the API key$/,
		advice: /Check the API key.*must belong to api\.openai\.com\.$/,
		cause: 'credential-invalid',
	},
	{
		name: 'a key without rights',
		call: { status: 403, body: said({ message: 'Missing scopes: api.fine_tuning' }) },
		message: /^The API key may not do this$/,
		advice: /right to read and write.*The API says: "Missing scopes: api\.fine_tuning"/,
		cause: 'credential-invalid',
	},
	{
		name: 'a missing job',
		call: {
			status: 404,
			subject: job,
			body: said({ message: 'Could not find fine tune: ftjob-1', code: 'fine_tune_not_found' }),
		},
		message: /^Job ftjob-1 was not found$/,
		advice: /Check the ID.*another organization.*Code: fine_tune_not_found\./,
		cause: 'configuration-invalid',
	},
	{
		name: 'a job that is over',
		call: { status: 400, subject: job, body: said({ message: 'Job has already succeeded.' }) },
		message: /^Could not cancel the job: it has already finished \(job ftjob-1\)$/,
		advice: /cannot change any more/,
	},
	{
		name: 'a request that is too large',
		call: { status: 413, body: '<html>' },
		message: /too large/,
		advice: /smaller file/,
	},
	{
		name: 'an empty account',
		call: { status: 429, body: said({ message: 'm', code: 'insufficient_quota' }) },
		message: /^The account has no quota left$/,
		advice: /Waiting does not help/,
		cause: 'quota-exhausted',
	},
	{
		name: 'too many jobs at once',
		call: { status: 429, body: said(concurrency) },
		message: /already runs as many jobs as it may/,
		advice: /Wait until a running job ends/,
		cause: 'rate-limited',
	},
	{
		name: 'too many jobs at once where ten may run',
		call: { status: 429, body: said({ message: 'The maximum of 10 active jobs is reached.' }) },
		message: /already runs as many jobs as it may/,
		advice: /Wait until a running job ends/,
		cause: 'rate-limited',
	},
	{
		name: 'a refusal that speaks of another maximum',
		call: { status: 400, body: said({ message: 'A maximum of 10 active tools is allowed.' }) },
		message: /^Could not cancel the job: A maximum of 10 active tools is allowed$/,
		advice: /^Correct what the provider names/,
	},
	{
		name: 'a fault of the server in looking up the quota',
		call: { status: 500, body: said({ code: 'insufficient_quota' }) },
		message: /^OpenAI returned a server error$/,
		advice: /^Try again later\. Code: insufficient_quota\.$/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a rate limit without a time',
		call: { status: 429, body: said({ message: 'Slow down' }) },
		message: /^The provider asks to slow down$/,
		advice: /^Try again in a minute\. The API says: "Slow down"\.$/,
		cause: 'rate-limited',
	},
	{
		name: 'a rate limit with a time',
		call: { status: 429, headers: { 'retry-after': '90' } },
		message: /^The provider asks to slow down$/,
		advice: /^Try again after 2026-11-01T00:01:30\.000Z\.$/,
		cause: 'rate-limited',
	},
	{
		name: 'a fault of the server',
		call: { status: 503, body: '<html>' },
		message: /^OpenAI returned a server error$/,
		advice: /Try again later/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a refused field',
		call: { status: 400, body: said({ message: 'Invalid seed', param: 'seed' }) },
		message: /^Could not cancel the job: 'seed' was not accepted$/,
		advice: /^Correct what the provider names and try again\. The API says: "Invalid seed"\.$/,
	},
	{
		name: 'any other refusal',
		call: { status: 422, body: { detail: [{ loc: ['body', 'model'], msg: 'Unknown' }] } },
		message: /^Could not cancel the job: 'model' was not accepted$/,
		advice: /The API says: "model: Unknown"/,
	},
	{
		name: 'a wrong admin key',
		call: { status: 401, admin: true, subject: { kind: 'checkpoint', id: 'ft:m' } },
		message: /^OpenAI rejected the admin key \(checkpoint ft:m\)$/,
		advice: /^Check 'Admin Key'.*An ordinary API key does not do\.$/,
		cause: 'credential-invalid',
	},
	{
		name: 'an admin key without rights',
		call: { status: 403, admin: true },
		message: /^The admin key may not do this$/,
		advice: /right to write fine-tuning checkpoints/,
		cause: 'credential-invalid',
	},
	{
		name: 'a missing permission, asked for with an admin key',
		call: {
			status: 404,
			admin: true,
			subject: { kind: 'permission', id: 'cp_1' },
			body: said({ message: 'No such permission' }),
		},
		message: /^Permission cp_1 was not found$/,
		advice: /^Check the ID/,
		cause: 'configuration-invalid',
	},
	{
		name: 'a key that may not use a model',
		call: { status: 403, action: 'ask the model', subject: { kind: 'model', id: 'gpt-4o' } },
		message: /^The API key may not do this \(model gpt-4o\)$/,
		advice: /and to use models/,
		cause: 'credential-invalid',
	},
	{
		name: 'a setting that a model does not take',
		call: {
			status: 400,
			action: 'ask the model',
			subject: { kind: 'model', id: 'o4-mini' },
			body: said({ message: "Unsupported parameter: 'temperature'", param: 'temperature' }),
		},
		message:
			/^Could not ask the model: OpenAI does not take a field that was sent \(model o4-mini\)$/,
		advice: /^Remove the option that it names, such as 'Temperature'\./,
	},
	{
		name: "the refusal to delete somebody else's model",
		call: { status: 403, action: 'delete the model', subject: { kind: 'model', id: 'gpt-4o' } },
		message: /^Could not delete the model \(model gpt-4o\)$/,
		advice: /^Only your own fine-tuned models can be deleted/,
		cause: 'credential-invalid',
	},
	{
		name: 'a missing model that was to be deleted',
		call: {
			status: 404,
			action: 'delete the model',
			subject: { kind: 'model', id: 'ft:m' },
			body: said({ message: "The model 'ft:m' does not exist" }),
		},
		message: /^Model ft:m was not found$/,
		advice: /^Check the ID/,
		cause: 'configuration-invalid',
	},
	{
		name: 'a wrong key where an admin key is needed',
		call: { status: 401, subject: { kind: 'permission', id: 'perm-1' } },
		message: /^OpenAI rejected the API key \(permission perm-1\)$/,
		advice:
			/^Check the Admin Key in the Fine-Tuning API credential: sharing checkpoints takes one\.$/,
		cause: 'credential-invalid',
	},
	{
		name: 'a job that the API calls not found',
		call: { status: 404, subject: job, body: said({ message: 'Job not found' }) },
		message: /^Job ftjob-1 was not found$/,
		advice: /^Check the ID/,
		cause: 'configuration-invalid',
	},
	{
		name: 'a job of the list that is missing',
		call: { status: 404, subject: job, body: said({ message: 'Not found: ftjob-1' }) },
		message: /^Job ftjob-1 was not found$/,
		advice: /^Check the ID/,
		cause: 'configuration-invalid',
	},
];

test.each(cases)('$name is told with what to do', ({ call, message, advice, cause }) => {
	const told = explain(aFailure(call));
	expect(told.message).toMatch(message);
	expect(told.description).toMatch(advice);
	expect(told.failure?.cause).toBe(cause);
	expect(told.httpCode).toBe(call.status === undefined ? undefined : String(call.status));
});

test('a 404 in which the API names what is missing is no missing route', () => {
	const error = {
		message: 'The model `x` does not exist',
		code: 'model_not_found',
		param: 'model',
	};
	const told = explain(aFailure({ action: 'create the job', status: 404, body: said(error) }));
	expect(told.message).toMatch(/^Could not create the job/);
});

test.each([
	['OpenAI', { code: 'unknown_parameter', message: "Unknown parameter: 'x'." }],
	['OpenAI, by its code alone', { code: 'unknown_parameter', message: "What is 'x'?" }],
	['FastAPI', { message: 'Extra inputs are not permitted' }],
])('a field that %s does not know is told with where to go', (_, error) => {
	const told = explain(aFailure({ status: 400, body: { error } }));
	expect(told.message).toMatch(/does not take a field/);
	expect(told.description).toMatch(/Extra Body/);
});
