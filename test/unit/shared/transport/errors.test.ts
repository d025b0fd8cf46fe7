import fc from 'fast-check';

import { explain, type FailedCall } from '../../../../nodes/shared/transport/errors';
import { aFailure, PROVIDER_LIST } from '../../builders';

const said = (error: Record<string, unknown>) => ({ error });
const job = { kind: 'job', id: 'ftjob-1' } as const;
const windDown = {
	message:
		'OpenAI is winding down the fine-tuning platform and your organization is no longer able to create new fine-tuning training jobs.',
	type: 'invalid_request_error',
	param: null,
	code: 'training_not_available',
};
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
		name: 'the wind-down refusal',
		call: { status: 403, body: said(windDown) },
		message: /^OpenAI no longer lets this organization create/,
		advice: /6 January 2027.*choose another provider.*Code: training_not_available\./,
		cause: 'configuration-invalid',
	},
	{
		name: 'a cancelled execution',
		call: { networkCode: 'CANCELLED' },
		message: /^Stopped before it could cancel the job$/,
		advice: /cancelled/,
	},
	{
		name: 'an unknown host',
		call: { networkCode: 'ENOTFOUND' },
		message: /^Could not find the server api\.openai\.com$/,
		advice: /base URL.*https:\/\/api\.openai\.com\/v1/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a name service that is down',
		call: { networkCode: 'EAI_AGAIN' },
		message: /^Could not find the server/,
		advice: /internet/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a server that is not running',
		call: { networkCode: 'ECONNREFUSED', baseUrl: 'http://localhost:4000/v1' },
		message: /^The server localhost:4000 refused the connection$/,
		advice: /running.*Docker/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'an untrusted certificate',
		call: { networkCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
		message: /^No secure connection to api\.openai\.com/,
		advice: /DEPTH_ZERO_SELF_SIGNED_CERT.*NODE_EXTRA_CA_CERTS/,
		cause: 'configuration-invalid',
	},
	{
		name: 'a timeout of the client',
		call: { networkCode: 'ECONNABORTED' },
		message: /did not answer in time$/,
		advice: /Try again later/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a timeout of the network',
		call: { networkCode: 'ETIMEDOUT' },
		message: /did not answer in time$/,
		advice: /Try again later/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a dropped connection',
		call: { networkCode: 'ECONNRESET' },
		message: /^The connection to api\.openai\.com broke$/,
		advice: /ECONNRESET/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a connection lost for no known reason',
		call: { baseUrl: 'nonsense' },
		message: /^The connection to nonsense broke$/,
		advice: /no further reason/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a redirect',
		call: { status: 307, headers: { location: 'https://new.example.com/v2?token=1' } },
		message: /^The address in the credential has moved to https:\/\/new\.example\.com\/v2$/,
		advice: /Correct the base URL.*not followed/,
		cause: 'configuration-invalid',
	},
	{
		name: 'a redirect to nowhere',
		call: { status: 302 },
		message: /^The address in the credential has moved$/,
		advice: /Correct the base URL/,
		cause: 'configuration-invalid',
	},
	{
		name: 'a page instead of an answer',
		call: { status: 200, body: '<html>' },
		message: /sent an answer that is not the API's$/,
		advice: /\/v1\. A proxy/,
		cause: 'configuration-invalid',
	},
	{
		name: 'an empty answer',
		call: { status: 200, body: '' },
		message: /^api\.openai\.com sent an answer that is empty$/,
		advice: /^Try again later\. If it happens every time: check the base URL/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'half an answer',
		call: { status: 200, body: ' {"id": "ftj' },
		message: /^api\.openai\.com sent an answer that is incomplete$/,
		advice: /^Try again later/,
		cause: 'temporarily-unavailable',
	},
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
		advice: /status.*The API says: "Conflict"/,
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
		message: /a problem of its own$/,
		advice: /^Try again after 2026-11-01T00:01:30\.000Z\.$/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a wrong key',
		call: { status: 401 },
		message: /^OpenAI rejected the API key$/,
		advice: /Check the API key.*belongs to api\.openai\.com/,
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
		name: 'a missing route',
		call: { status: 404 },
		message: /does not offer this$/,
		advice: /Check the base URL.*lack this operation/,
		cause: 'configuration-invalid',
	},
	{
		name: 'a refused method',
		call: { status: 405, subject: job },
		message: /does not offer this \(job ftjob-1\)$/,
		advice: /lack this operation/,
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
		message: /^OpenAI has a problem of its own$/,
		advice: /Try again later/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a page with a client error',
		call: { status: 400, body: '<html>' },
		message: /sent an answer that is not the API's$/,
		advice: /proxy/,
		cause: 'configuration-invalid',
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
];

test.each(cases)('$name is told with what to do', ({ call, message, advice, cause }) => {
	const told = explain(aFailure(call));
	expect(told.message).toMatch(message);
	expect(told.description).toMatch(advice);
	expect(told.failure?.cause).toBe(cause);
	expect(told.httpCode).toBe(call.status === undefined ? undefined : String(call.status));
});

test("a wrong key at Azure leads to the resource's own key", () => {
	expect(explain(aFailure({ status: 401 }, 'azureOpenAi'))).toMatchObject({
		message: 'Azure OpenAI rejected the API key',
		description: expect.stringContaining('that same Azure resource'),
	});
});

test("a key that does not fit Azure's address leads to the right provider", () => {
	const baseUrl = 'https://r.openai.azure.com/openai/v1';
	expect(explain(aFailure({ status: 401, baseUrl })).description).toMatch(
		/belongs to Azure: choose the provider Azure OpenAI/,
	);
});

test('a wrong admin key is told as one', () => {
	const subject = { kind: 'permission', id: 'perm-1' } as const;
	expect(explain(aFailure({ status: 401, subject })).description).toMatch(/Check the Admin Key/);
});

test.each([400, 404])('at Azure, a %d about the API version leads to its field', (status) => {
	const body = said({ message: 'API version not supported' });
	expect(explain(aFailure({ status, body }, 'azureOpenAi')).message).toBe(
		'Azure OpenAI does not know this API version',
	);
	expect(explain(aFailure({ status, body })).message).not.toMatch(/API version/);
});

test('at Azure, a wrong address is corrected to one of both forms', () => {
	const body = said({ code: '404', message: 'Resource not found' });
	expect(explain(aFailure({ status: 404, body }, 'azureOpenAi')).description).toMatch(
		/ends in \/openai\/v1, or in \/openai together with an API Version/,
	);
});

test('a create of which an attempt was in doubt stays in doubt, with what to look for', () => {
	const told = explain(
		aFailure({ creates: 'job', status: 400, doubted: true, trace: 'n8n_create_key: abc' }),
	);
	expect(told.message).toMatch(/^It is not known whether the job was created/);
	expect(told.description).toMatch(/It would carry the metadata n8n_create_key: abc\./);
});

test.each([
	['x-request-id', 'req_1'],
	['apim-request-id', 'apim_1'],
])('the request ID in %s is passed on for support', (name, value) => {
	expect(explain(aFailure({ status: 500, headers: { [name]: value } })).description).toContain(
		`Request ID: ${value}.`,
	);
});

test.each([
	[429, { 'retry-after-ms': '1500' }, { cause: 'rate-limited', retryAfterMs: 1500 }],
	[503, { 'retry-after': '120' }, { cause: 'temporarily-unavailable', retryAfterMs: 120_000 }],
	[503, {}, { cause: 'temporarily-unavailable' }],
	[401, { 'retry-after': '120' }, { cause: 'credential-invalid' }],
])('the back-off of n8n is told of a %d with %p', (status, headers, failure) => {
	expect(explain(aFailure({ status, headers })).failure).toEqual(failure);
});

const anyText = fc.oneof(
	fc.string({ unit: fc.constantFrom('x', '9', ' ', '\n', '"', '$&', 'é', '?') }),
	fc.constantFrom('insufficient_quota', 'already failed'),
);
const anyCall = fc
	.record(
		{
			status: fc.integer({ min: 100, max: 599 }),
			networkCode: fc.constantFrom('ENOTFOUND', 'ECONNRESET', 'CERT_HAS_EXPIRED', ''),
			body: fc.oneof(
				fc.anything(),
				fc.record({ error: fc.record({ message: anyText, code: anyText, param: anyText }) }),
			),
			headers: fc.record(
				{
					'retry-after': fc.nat({ max: 1e9 }).map(String),
					location: anyText,
					'x-request-id': anyText,
				},
				{ requiredKeys: [] },
			),
			subject: fc.record({ kind: fc.constantFrom('job', 'file', 'model'), id: fc.uuid() }),
			baseUrl: fc.webUrl(),
		},
		{ requiredKeys: [] },
	)
	.chain((call) =>
		fc.constantFrom(...PROVIDER_LIST).map((provider) => aFailure({ ...call, provider })),
	);

test('anything at all that fails is told in words, with advice and the ID it is about', () => {
	fc.assert(
		fc.property(anyCall, (call) => {
			const told = explain(call);
			expect(told.message).not.toMatch(/undefined|null|\[object|^\s/);
			expect(told.description).not.toBe('');
			expect(
				told.message.endsWith(call.subject ? ` (${call.subject.kind} ${call.subject.id})` : ''),
			).toBe(true);
		}),
	);
});

test('no header but the known ones is ever repeated, so no cookie or key can be', () => {
	const names = ['authorization', 'api-key', 'set-cookie', 'openai-organization', 'x-debug'];
	const leaking = Object.fromEntries(names.map((name) => [name, 'NOT-TO-BE-SEEN']));
	fc.assert(
		fc.property(anyCall, (call) => {
			const told = explain({ ...call, headers: { ...call.headers, ...leaking } });
			expect(JSON.stringify(told)).not.toContain('NOT-TO-BE-SEEN');
		}),
	);
});

test('a page of a proxy is never quoted', () => {
	fc.assert(
		fc.property(fc.integer({ min: 200, max: 599 }), (status) => {
			const told = explain(aFailure({ status, body: '<html>secret-of-the-proxy</html>' }));
			expect(JSON.stringify(told)).not.toContain('secret-of-the-proxy');
		}),
	);
});

test('a senseless waiting time does not hide the error', () => {
	const told = explain(aFailure({ status: 429, headers: { 'retry-after': '9'.repeat(20) } }));
	expect(told.message).toBe('The provider asks to slow down');
});

test('a key that the server repeats is not passed on', () => {
	const body = said({ message: 'Incorrect API key provided: sk-proj-0123456789abcdef' });
	expect(JSON.stringify(explain(aFailure({ status: 401, body })))).not.toContain('sk-proj-0123');
});

test.each([
	['a page', '<html>Not Found</html>'],
	['the words for an unknown route', said({ message: 'Invalid URL (GET /fine_tuning/jobs/1)' })],
	['the words of Azure for one', said({ code: '404', message: 'Resource not found' })],
])('a 404 for a job with %s leads to the base URL too', (_, body) => {
	expect(explain(aFailure({ status: 404, subject: job, body })).description).toMatch(/base URL/);
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

test('a 403 with a page does not blame the key alone', () => {
	expect(explain(aFailure({ status: 403, body: '<html>Blocked</html>' })).description).toMatch(
		/proxy|firewall/i,
	);
});

test.each([
	['job', /Job → Get Many/],
	['file', /File → Get Many/],
] as const)('a create whose answer was lost says that the %s may exist', (creates, where) => {
	for (const lost of [{ networkCode: 'ECONNRESET' }, { status: 502 }, { status: 200, body: 'x' }]) {
		const told = explain(aFailure({ action: `create the ${creates}`, creates, ...lost }));
		expect(told.message).toMatch(new RegExp(`^It is not known whether the ${creates} was created`));
		expect(told.description).toMatch(where);
		expect(told.description).not.toMatch(/try again later/i);
	}
});

test('a create that was refused is in no doubt', () => {
	for (const refused of [{ networkCode: 'ECONNREFUSED' }, { status: 429 }, { status: 400 }]) {
		const told = explain(aFailure({ creates: 'job', ...refused }));
		expect(told.message).not.toMatch(/not known/);
	}
});

test.each([
	['OpenAI, by its code', { code: 'unknown_parameter', message: "Unknown parameter: 'x'." }],
	['FastAPI', { message: 'Extra inputs are not permitted' }],
])('a field that %s does not know is told with where to go', (_, error) => {
	const told = explain(aFailure({ status: 400, body: { error } }));
	expect(told.message).toMatch(/does not take a field/);
	expect(told.description).toMatch(/Extra Body/);
});

test('a connection that broke without a reason is told so', () => {
	expect(explain(aFailure({})).description).toMatch(/no further reason is known/);
});
