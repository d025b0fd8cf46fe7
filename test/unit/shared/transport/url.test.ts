import fc from 'fast-check';

import { providerOf } from '../../../../nodes/shared/providers';
import { joinUrl, resolveBaseUrl } from '../../../../nodes/shared/transport/url';

const OPENAI = 'https://api.openai.com/v1';
const NEBIUS = 'https://api.tokenfactory.nebius.com/v1';

test.each([
	['openAi', '', OPENAI],
	['openAi', undefined, OPENAI],
	['openAi', ' https://proxy.example.com/v1/ ', 'https://proxy.example.com/v1'],
	['openAi', 'https://proxy.example.com', 'https://proxy.example.com'],
	['openAi', 'https://PROXY.example.com/V1', 'https://proxy.example.com/V1'],
	['nebius', '  ', NEBIUS],
	['nebius', 7, NEBIUS],
	['azureOpenAi', 'https://r.openai.azure.com/openai/v1', 'https://r.openai.azure.com/openai/v1'],
	['custom', 'http://localhost:4000//', 'http://localhost:4000'],
])("%s with the base URL '%s' means %s", (id, entered, expected) => {
	expect(resolveBaseUrl(providerOf(id), entered)).toEqual({ ok: true, value: expected });
});

test.each([
	['nebius', OPENAI, NEBIUS],
	['nebius', `${OPENAI}/`, NEBIUS],
	['openAi', NEBIUS, OPENAI],
])("%s with another provider's address %s left in the form means %s", (id, stale, own) => {
	expect(resolveBaseUrl(providerOf(id), stale)).toEqual({ ok: true, value: own });
});

test("a custom provider may stand at a known provider's address", () => {
	expect(resolveBaseUrl(providerOf('custom'), OPENAI)).toEqual({ ok: true, value: OPENAI });
});

test.each([
	['azureOpenAi', '', 'has no base URL for Azure OpenAI'],
	['azureOpenAi', OPENAI, 'has no base URL for Azure OpenAI'],
	['azureOpenAi', NEBIUS, 'has no base URL for Azure OpenAI'],
	['custom', '', 'has no base URL for Custom'],
	['custom', 'localhost', 'not a complete address'],
	['custom', 'localhost:4000/v1', 'does not start with https:// or http://'],
	['custom', 'ftp://example.com/v1', 'does not start with https:// or http://'],
	['custom', 'https://user@example.com/v1', 'user name or password'],
	['custom', 'https://:secret@example.com/v1', 'user name or password'],
	['azureOpenAi', 'https://r.openai.azure.com/openai?api-version=1', "'?' or '#'"],
	['custom', 'https://example.com/v1#top', "'?' or '#'"],
	['custom', 'https://example.com/v1#', "'?' or '#'"],
	['custom', 'https://example.com/v1?', "'?' or '#'"],
])("%s with the base URL '%s' is refused: it %s", (id, entered, words) => {
	const result = resolveBaseUrl(providerOf(id), entered);
	expect(result).toMatchObject({ ok: false, problem: expect.stringContaining(words) });
	expect(result).toMatchObject({ advice: expect.stringMatching(/^Open the credential .*e\.g\. /) });
});

test('a password in a refused base URL is not repeated', () => {
	const result = resolveBaseUrl(providerOf('custom'), 'https://me:hunter2@example.com/v1');
	expect(JSON.stringify(result)).not.toContain('hunter2');
});

test.each([
	[['fine_tuning', 'jobs'], '/fine_tuning/jobs'],
	[['fine_tuning', 'jobs', ' ftjob-1 ', 'cancel'], '/fine_tuning/jobs/ftjob-1/cancel'],
	[['models', 'ft:gpt-4o:acme:a b/c:1'], '/models/ft%3Agpt-4o%3Aacme%3Aa%20b%2Fc%3A1'],
	[['files', '%2e%2e'], '/files/%252e%252e'],
	[['files', '...'], '/files/...'],
	[['files', 'a?b#c'], '/files/a%3Fb%23c'],
])('the segments %p are the path %s', (segments, path) => {
	expect(joinUrl(OPENAI, segments)).toEqual({ ok: true, value: `${OPENAI}${path}` });
});

test.each([
	['', 'An ID is empty'],
	[' \t\n', 'An ID is empty'],
	['.', "'.' is not an ID"],
	[' .. ', "'..' is not an ID"],
])("the segment '%s' is refused before a call", (segment, problem) => {
	expect(joinUrl(OPENAI, ['files', segment, 'content'])).toMatchObject({
		ok: false,
		problem,
		advice: expect.stringMatching(/^Enter the ID/),
	});
});

const anyBase = fc
	.tuple(fc.constantFrom('https://a.example', 'http://127.0.0.1:8080'), fc.nat({ max: 3 }))
	.map(([origin, depth]) => `${origin}${'/v1'.repeat(depth)}`);

test('no ID leaves its path segment, whatever it is', () => {
	fc.assert(
		fc.property(anyBase, fc.string({ unit: 'grapheme' }), (base, id) => {
			const joined = joinUrl(base, ['files', id, 'content']);
			if (!joined.ok) {
				expect(['', '.', '..']).toContain(id.trim());
				return;
			}
			const url = new URL(joined.value);
			expect(url.origin).toBe(new URL(base).origin);
			expect([url.search, url.hash, url.username, url.password]).toEqual(['', '', '', '']);
			const rest = url.href.slice(base.length).split('/');
			expect(rest.map((part) => decodeURIComponent(part))).toEqual([
				'',
				'files',
				id.trim(),
				'content',
			]);
		}),
	);
});

test('an ID with half a character is refused with words', () => {
	expect(joinUrl(OPENAI, ['files', 'a\ud800'])).toMatchObject({
		ok: false,
		problem: 'An ID contains a broken character',
		advice: expect.stringMatching(/^Copy the ID anew/),
	});
});
