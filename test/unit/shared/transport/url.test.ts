import fc from 'fast-check';

import { isExposed, joinUrl } from '../../../../nodes/shared/transport/url';

const OPENAI = 'https://api.openai.com/v1';

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

test.each([
	'http://example.com/v1',
	'http://8.8.8.8/v1',
	'http://11.0.0.1',
	'http://172.15.0.1',
	'http://172.32.0.1',
	'http://100.63.0.1',
	'http://100.128.0.1',
	'http://192.169.0.1',
	'http://169.253.0.1',
	'http://8.192.168.8',
	'http://8.169.254.8',
	'http://8.172.16.8',
	'http://8.100.64.8',
	'http://box.local.example.com',
	'http://[2606:4700::1111]/v1',
	'http://[ff02::1]/v1',
	'http://10.example.com',
	'http://127.0.0.1.example.com',
	'http://notlocalhost.com',
	'http://mylan.org/lan',
])('a key sent to %s can be read on the way', (url) => {
	expect(isExposed(url)).toBe(true);
});

test.each([
	'https://example.com/v1',
	'http://localhost:4000/v1',
	'http://localhost./v1',
	'http://litellm:4000',
	'http://proxy.local',
	'http://proxy.local.',
	'http://a.localhost',
	'http://host.docker.internal:4000/v1',
	'http://box.lan',
	'http://box.home.arpa',
	'http://127.0.0.1:4010/v1',
	'http://0x7f.1/v1',
	'http://0.0.0.0',
	'http://10.1.2.3',
	'http://172.16.0.1',
	'http://172.29.0.1',
	'http://172.31.255.255',
	'http://192.168.1.1',
	'http://169.254.169.254',
	'http://100.64.0.1',
	'http://100.99.0.1',
	'http://100.119.0.1',
	'http://100.127.0.1',
	'http://[::1]:4000',
	'http://[::]',
	'http://[fd00::1]',
	'http://[fc00::1]',
	'http://[fe80::1]',
	'http://[febf::1]',
])('a key sent to %s is not', (url) => {
	expect(isExposed(url)).toBe(false);
});
