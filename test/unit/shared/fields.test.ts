import { metadataPairs } from '../../../nodes/shared/fields';

test.each([
	['nothing', undefined, {}],
	['null', null, {}],
	['an empty collection', {}, {}],
	['no pairs', { values: [] }, {}],
	['a pair', { values: [{ key: 'team', value: 'support' }] }, { team: 'support' }],
	[
		'a pair with space about its key',
		{ values: [{ key: ' team ', value: ' x ' }] },
		{ team: ' x ' },
	],
	['a pair without key', { values: [{ key: ' ', value: 'x' }, { value: 'y' }] }, {}],
	['a pair without value', { values: [{ key: 'team' }] }, { team: '' }],
	['a number from an expression', { values: [{ key: 1, value: 2 }] }, { '1': '2' }],
	[
		'a key twice',
		{
			values: [
				{ key: 'a', value: '1' },
				{ key: 'a', value: '2' },
			],
		},
		{ a: '2' },
	],
])('a metadata field with %s gives its pairs', (_, entered, expected) => {
	expect(metadataPairs(entered)).toEqual(expected);
});
