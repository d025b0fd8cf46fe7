import { ADMIN_KEY_MARKER, header, inVersion } from '../../../nodes/shared/http';

test.each([
	['one value', { 'x-request-id': 'req_1' }, 'req_1'],
	['several values', { 'x-request-id': ['req_1', 'req_2'] }, 'req_1'],
	['no values', { 'x-request-id': [] }, undefined],
	['no text', { 'x-request-id': 7 }, undefined],
	['no such header', { 'x-other': 'a' }, undefined],
])('of a header with %s the first text is read', (_, headers, expected) => {
	expect(header(headers, 'x-request-id')).toBe(expected);
});

test.each([
	['http://localai:8080', 'http://localai:8080/api'],
	['http://localai:8080/v1', 'http://localai:8080/api'],
	['https://example.com/local/v1', 'https://example.com/local/api'],
	['https://example.com/v10', 'https://example.com/api'],
	['https://example.com/v1/local', 'https://example.com/v1/local/api'],
	// Of a service in a container network: the key must not go to a host "api".
	['http://v1', 'http://v1/api'],
	['http://v1/v1', 'http://v1/api'],
])('the API beside the version of %s is at %s', (baseUrl, expected) => {
	expect(inVersion(baseUrl, 'api')).toBe(expected);
});

test('the wish for the admin key can travel as a header', () => {
	expect([...new Headers({ [ADMIN_KEY_MARKER]: 'true' }).keys()]).toEqual([ADMIN_KEY_MARKER]);
});
