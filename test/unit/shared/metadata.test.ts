import { matchesMetadata, metadataQuery } from '../../../nodes/shared/metadata';

test.each([
	['no pairs are asked', { a: '1' }, {}, true],
	['no pairs are asked and it has none', null, {}, true],
	['all pairs are there', { a: '1', b: '2', c: '3' }, { a: '1', b: '2' }, true],
	['one pair is missing', { a: '1' }, { a: '1', b: '2' }, false],
	['one value differs', { a: '1', b: '3' }, { a: '1', b: '2' }, false],
	['it has none', undefined, { a: '1' }, false],
	['a key is a name that every object knows', {}, { constructor: 'Object' }, false],
	['only the case differs', { a: 'X' }, { a: 'x' }, false],
])('a job is judged by its metadata when %s', (_, metadata, pairs, expected) => {
	expect(matchesMetadata({ metadata }, pairs)).toBe(expected);
});

test.each([
	[{}, {}],
	[{ team: 'support' }, { 'metadata[team]': 'support' }],
	[
		{ a: '1', b: '' },
		{ 'metadata[a]': '1', 'metadata[b]': '' },
	],
])('the pairs %p are asked for as %p', (pairs, query) => {
	expect(metadataQuery(pairs)).toEqual(query);
});
