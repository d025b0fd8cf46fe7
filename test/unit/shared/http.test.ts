import { header } from '../../../nodes/shared/http';

test.each([
	['one value', { 'x-request-id': 'req_1' }, 'req_1'],
	['several values', { 'x-request-id': ['req_1', 'req_2'] }, 'req_1'],
	['no values', { 'x-request-id': [] }, undefined],
	['no text', { 'x-request-id': 7 }, undefined],
	['no such header', { 'x-other': 'a' }, undefined],
])('of a header with %s the first text is read', (_, headers, expected) => {
	expect(header(headers, 'x-request-id')).toBe(expected);
});
