import type { FailedCall } from '../../../../nodes/shared/http';
import { explain } from '../../../../nodes/shared/transport/errors';
import { aFailure } from '../../builders';

const said = (error: Record<string, unknown>) => ({ error });
const job = { kind: 'job', id: 'ftjob-1' } as const;

interface Case {
	name: string;
	call: Partial<FailedCall>;
	message: RegExp;
	advice: RegExp;
	cause?: string;
}

/** What comes from a wrong address, a proxy, or a broken connection, and not from the API. */
const cases: Case[] = [
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
		name: 'a choice of several addresses',
		call: { status: 300 },
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
		name: 'the beginning of an answer',
		call: { status: 200, body: '{"id": "ftj' },
		message: /^api\.openai\.com sent an answer that is incomplete$/,
		advice: /^Try again later/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'half an answer after several empty lines',
		call: { status: 200, body: '\n\n{"id": "ftj' },
		message: /^api\.openai\.com sent an answer that is incomplete$/,
		advice: /^Try again later/,
		cause: 'temporarily-unavailable',
	},
	{
		name: 'a page with a script',
		call: { status: 200, body: '<script>show([1])</script>' },
		message: /sent an answer that is not the API's$/,
		advice: /\/v1\. A proxy/,
		cause: 'configuration-invalid',
	},
	{
		name: 'another answer than the one that was wanted',
		call: { status: 200, body: { ok: true } },
		message: /sent an answer that is not the API's$/,
		advice: /\/v1\. A proxy/,
		cause: 'configuration-invalid',
	},
	{
		name: 'a refusal without a word',
		call: { status: 401, body: '' },
		message: /^OpenAI rejected the API key$/,
		advice: /Check the API key/,
		cause: 'credential-invalid',
	},
	{
		name: 'a page that asks to slow down',
		call: { status: 429, body: '<html>' },
		message: /^The provider asks to slow down$/,
		advice: /^Try again in a minute\.$/,
		cause: 'rate-limited',
	},
	{
		name: 'a page with a server error',
		call: { status: 500, body: '<html>' },
		message: /^OpenAI returned a server error$/,
		advice: /^Try again later\.$/,
		cause: 'temporarily-unavailable',
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
		name: 'a page with a client error',
		call: { status: 400, body: '<html>' },
		message: /sent an answer that is not the API's$/,
		advice: /proxy/,
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

test.each([
	['a page', '<html>Not Found</html>'],
	['the words for an unknown route', said({ message: 'Invalid URL (GET /fine_tuning/jobs/1)' })],
	['the words of Azure for one', said({ code: '404', message: 'Resource not found' })],
])('a 404 for a job with %s leads to the base URL too', (_, body) => {
	expect(explain(aFailure({ status: 404, subject: job, body })).description).toMatch(/base URL/);
});

test('a 403 with a page does not blame the key alone', () => {
	const told = explain(aFailure({ status: 403, body: '<html>Blocked</html>' }));
	expect(told.description).toMatch(/A proxy or firewall in between/);
});
