import fc from 'fast-check';

import type { Answered, FailedCall, Rule } from '../../../../nodes/shared/http';
import { PROVIDERS } from '../../../../nodes/shared/providers';
import { explain } from '../../../../nodes/shared/transport/errors';
import { aFailure, aServer } from '../../builders';

const said = (error: Record<string, unknown>) => ({ error });

interface Case {
	name: string;
	call: Partial<FailedCall>;
	message: RegExp;
	advice: RegExp;
	cause?: string;
}

const cases: Case[] = [
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
		call: { networkCode: 'ECONNREFUSED', server: aServer({ baseUrl: 'http://localhost:4000/v1' }) },
		message: /^The server localhost:4000 refused the connection$/,
		advice: /running.*Docker/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'an untrusted certificate',
		call: { networkCode: 'DEPTH_ZERO_SELF_SIGNED_CERT' },
		message: /^n8n does not trust the certificate of api\.openai\.com$/,
		advice: /DEPTH_ZERO_SELF_SIGNED_CERT.*NODE_EXTRA_CA_CERTS/,
		cause: 'configuration-invalid',
	},
	{
		name: 'an issuer that is not known',
		call: { networkCode: 'UNABLE_TO_GET_ISSUER_CERT_LOCALLY' },
		message: /^n8n does not trust the certificate/,
		advice: /NODE_EXTRA_CA_CERTS/,
		cause: 'configuration-invalid',
	},
	{
		name: 'a certificate that has expired',
		call: { networkCode: 'CERT_HAS_EXPIRED' },
		message: /^The certificate of api\.openai\.com has expired$/,
		advice: /renew.*clock/,
		cause: 'configuration-invalid',
	},
	{
		name: 'a certificate that is not valid yet',
		call: { networkCode: 'CERT_NOT_YET_VALID' },
		message: /is not valid yet$/,
		advice: /clock/,
		cause: 'configuration-invalid',
	},
	{
		name: 'a certificate for another name',
		call: { networkCode: 'ERR_TLS_CERT_ALTNAME_INVALID' },
		message: /^The certificate of api\.openai\.com is for another name$/,
		advice: /base URL.*https:\/\/api\.openai\.com\/v1/,
		cause: 'configuration-invalid',
	},
	{
		name: 'a server that speaks http where https is meant',
		call: { networkCode: 'EPROTO' },
		message: /^No secure connection to api\.openai\.com/,
		advice: /EPROTO.*begins with https or http/,
		cause: 'configuration-invalid',
	},
	{
		name: 'a server that wants a certificate of n8n',
		call: { networkCode: 'ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED' },
		message: /^No secure connection to api\.openai\.com/,
		advice: /ERR_SSL_TLSV13_ALERT_CERTIFICATE_REQUIRED/,
		cause: 'configuration-invalid',
	},
	{
		name: "an address that n8n's SSRF protection forbids",
		call: {
			networkCode: 'SSRF_BLOCKED',
			server: aServer({ baseUrl: 'http://models.lan:4000/v1' }),
		},
		message: /^n8n is set up not to connect to models\.lan$/,
		advice:
			/base URL.*add models\.lan to the environment variable N8N_SSRF_ALLOWED_HOSTNAMES, or its IP address to N8N_SSRF_ALLOWED_IP_RANGES/,
		cause: 'configuration-invalid',
	},
	{
		name: "a proxy that n8n's SSRF protection forbids",
		call: { networkCode: 'SSRF_BLOCKED', proxy: '10.0.0.1' },
		message: /^n8n is set up not to connect to the proxy 10\.0\.0\.1$/,
		advice: /add 10\.0\.0\.1 to/,
		cause: 'configuration-invalid',
	},
	{
		name: 'a proxy that is down',
		call: { networkCode: 'ECONNREFUSED', proxy: '127.0.0.1:3128' },
		message: /^The proxy 127\.0\.0\.1:3128 cannot be reached$/,
		advice: /HTTP_PROXY, HTTPS_PROXY or ALL_PROXY.*list api\.openai\.com in NO_PROXY/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a server that cannot be connected to in time',
		call: { networkCode: 'NOT_CONNECTED' },
		message: /^Could not connect to api\.openai\.com in time$/,
		advice: /firewall/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a proxy that cannot be connected to in time',
		call: { networkCode: 'NOT_CONNECTED', proxy: 'proxy.lan:3128' },
		message: /^The proxy proxy\.lan:3128 cannot be reached$/,
		advice: /NO_PROXY/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a proxy of an unknown name',
		call: { networkCode: 'ENOTFOUND', proxy: 'proxy.invalid' },
		message: /^The proxy proxy\.invalid cannot be reached$/,
		advice: /NO_PROXY/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a proxy that hangs up',
		call: { networkCode: 'NO_TUNNEL' },
		message: /^The proxy on the way to api\.openai\.com did not open the connection$/,
		advice: /NO_PROXY/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a proxy that wants a login',
		call: { status: 407, body: '<html>Proxy Authentication Required</html>' },
		message: /^The proxy on the way to api\.openai\.com asks for a user name and a password$/,
		advice: /http:\/\/USER:PASSWORD@.*NO_PROXY/,
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
		call: {},
		message: /^The connection to api\.openai\.com broke$/,
		advice: /no further reason/,
		cause: 'temporarily-unavailable',
	},
];

test.each(cases)('$name is told with what to do', ({ call, message, advice, cause }) => {
	const told = explain(aFailure(call));
	expect(told.message).toMatch(message);
	expect(told.description).toMatch(advice);
	expect(told.failure?.cause).toBe(cause);
	expect(told.httpCode).toBe(call.status === undefined ? undefined : String(call.status));
});

test.each(['ECONNREFUSED', 'ENOTFOUND', 'EAI_AGAIN', 'EHOSTUNREACH', 'ENETUNREACH'])(
	'a proxy that cannot be reached is told as such: %s',
	(networkCode) => {
		const told = explain(aFailure({ networkCode, proxy: 'proxy.lan:3128' }));
		expect(told.message).toBe('The proxy proxy.lan:3128 cannot be reached');
	},
);

describe('a provider with words of its own', () => {
	const rule: Rule<Answered> = [
		({ error, status }) => status === 401 && error.code === 'closed',
		({ server }) => ({ title: `${server.name} has closed`, advice: 'Go elsewhere.' }),
	];
	const server = aServer({ name: 'Acme', rules: [rule] });

	test('has the first word where they fit', () => {
		const told = explain(aFailure({ server, status: 401, body: said({ code: 'closed' }) }));
		expect(told).toEqual({
			message: 'Acme has closed',
			description: 'Go elsewhere. Code: closed.',
			httpCode: '401',
		});
	});

	test('speaks as all others where they do not, by its own name and hints', () => {
		const told = explain(
			aFailure({ server: { ...server, keyHint: 'it must be blue' }, status: 401 }),
		);
		expect(told.message).toBe('Acme rejected the API key');
		expect(told.description).toMatch(/: it must be blue\.$/);
		const { description } = explain(
			aFailure({ server: { ...server, addressHint: 'it ends in /acme.' }, status: 405 }),
		);
		expect(description).toMatch(/\(now https:\/\/api\.openai\.com\/v1\): it ends in \/acme\./);
	});
});

test.each([
	['The model gpt-4.1 is closed.', ': The model gpt-4.1 is closed', ''],
	['Really?!  Ask her.\nOr not.', ': Really', ' The API also says: "Ask her.\nOr not".'],
	['Never!', ': Never', ''],
	['...', '', ''],
	['', '', ''],
])("of '%s' the first sentence stands in the title, the rest below", (message, first, rest) => {
	const told = explain(aFailure({ status: 400, body: said({ message }) }));
	expect(told.message).toBe(`Could not cancel the job${first}`);
	expect(told.description).toBe(`Correct what the provider names and try again.${rest}`);
});

test.each([
	['Invalid file format', 'Correct what the provider names and try again.'],
	['Invalid file format.', 'Correct what the provider names and try again.'],
	[
		'Invalid file format. Line 3 is no JSON.',
		'Correct what the provider names and try again. The API also says: "Line 3 is no JSON".',
	],
	[`${'x'.repeat(300)}!`, expect.stringMatching(/^Correct .* The API says: "x{300}!"\.$/)],
])("what the title says of '%s' is not said again", (message, description) => {
	const told = explain(aFailure({ status: 400, body: { error: { message } } }));
	expect(told.message).toMatch(/^Could not \D+: (Invalid file format$|xxx)/);
	expect(told.description).toEqual(description);
});

test('what stands in the title as part of a word only is said', () => {
	const told = explain(aFailure({ status: 401, body: { error: { message: 'Reject.' } } }));
	expect(told.message).toMatch(/rejected/);
	expect(told.description).toContain('The API says: "Reject"');
	const again = explain(aFailure({ status: 401, body: { error: { message: 'reject' } } }));
	expect(again.description).toContain('The API says: "reject"');
});

test('what the title does not say is quoted whole', () => {
	const body = said({ message: 'The key is old. Make another.' });
	const { description } = explain(aFailure({ status: 401, body }));
	expect(description).toMatch(/\. The API says: "The key is old\. Make another"\.$/);
});

test('a create of which an attempt was ambiguous stays so, with how to recognise the job', () => {
	const told = explain(
		aFailure({ creates: 'job', status: 400, ambiguous: true, sign: 'It is the blue one.' }),
	);
	expect(told.message).toMatch(/^It is not known whether the job was created\. Could not/);
	expect(told.description).toMatch(/^(Look|Check) with Job → Get Many .* It is the blue one\.$/);
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
	expect(explain(aFailure({ status, headers })).failure).toStrictEqual(failure);
});

const anyText = fc.oneof(
	fc.string({ unit: fc.constantFrom('x', '9', ' ', '\n', '"', '$&', 'é', '?') }),
	fc.constantFrom('insufficient_quota', 'already failed'),
);
const anyCall = fc
	.record(
		{
			status: fc.oneof(
				fc.integer({ min: 100, max: 599 }),
				fc.constantFrom(200, 307, 400, 401, 403, 404, 405, 409, 413, 422, 429, 500, 503),
			),
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
	.chain(({ baseUrl, ...call }) =>
		fc.constantFrom(...PROVIDERS).map(({ displayName: name, errors }) => {
			const server = aServer({ name, ...(baseUrl && { baseUrl }), ...errors });
			return aFailure({ ...call, server });
		}),
	);

test('anything at all that fails is told in words, with advice and the ID it is about', () => {
	fc.assert(
		fc.property(anyCall, (call) => {
			const told = explain(call);
			expect(told.message).not.toMatch(/undefined|null|\[object|^\s/);
			expect(told.description).not.toBe('');
			expect(told.message).toContain(call.subject?.id ?? '');
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
	['job', 'with Job → Get Many'],
	['file', 'with File → Get Many'],
	['deployment', "in the provider's console"],
] as const)('a create whose answer was lost says that the %s may exist', (creates, where) => {
	for (const lost of [
		{ networkCode: 'ECONNRESET' },
		{ status: 502 },
		{ status: 502, body: { id: 'of-the-error' } },
		{ status: 408 },
	]) {
		const told = explain(aFailure({ action: `create the ${creates}`, creates, ...lost }));
		expect(told.message).toMatch(new RegExp(`^It is not known whether the ${creates} was created`));
		expect(told.description).toBe(`Check ${where} before you try again, or it may be there twice.`);
	}
});

test.each([
	['two IDs', { job_id: 'ftjob-9', object: 'job', Id: 7, paid: 'yes' }, ' (job_id ftjob-9, Id 7)'],
	['an ID one level down', { data: { id: 'ftjob-9' } }, ' (id ftjob-9)'],
	['an ID further down', { data: { job: { id: 'ftjob-9' } } }, ''],
	['an ID that is none', { id: null, job_id: true }, ''],
	['a name that only contains the letters', { identity: 'blue', id_type: 'text' }, ''],
	['nothing', {}, ''],
])('a create that was answered with %s says what the answer calls the job', (_, body, named) => {
	const told = explain(
		aFailure({ creates: 'job', status: 200, body, sign: 'It is the blue one.' }),
	);
	expect(told.message).toMatch(/^The job was created, .*, but its answer cannot be read\. /);
	expect(told.message).toContain(`as far as OpenAI says${named}, but`);
	expect(told.description).toMatch(/Job → Get Many .* It is the blue one\.$/);
});

test.each<[string, unknown]>([
	['an error', said({ message: 'Sorry', id: 'err-1' })],
	['a page', '<html>'],
	['a list', [{ id: 'ftjob-9' }]],
])('a create that was answered with %s, sent as a success, may have worked', (_, body) => {
	const told = explain(aFailure({ creates: 'job', status: 200, body }));
	expect(told.message).toMatch(/^It is not known whether the job was created\. /);
});

test('a create that was refused has failed for sure', () => {
	for (const refused of [
		{ networkCode: 'ECONNREFUSED' },
		{ networkCode: 'SSRF_BLOCKED' },
		{ networkCode: 'NO_TUNNEL' },
		{ networkCode: 'CERT_HAS_EXPIRED' },
		{ networkCode: 'HOSTNAME_MISMATCH' },
		{ status: 407 },
		{ status: 429 },
		{ status: 400 },
	]) {
		const told = explain(aFailure({ creates: 'job', ...refused }));
		expect(told.message).not.toMatch(/not known/);
	}
});
