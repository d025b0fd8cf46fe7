import fc from 'fast-check';

import { fileReader } from '../../../../../nodes/shared/providers/openAiProtocol/files';
import {
	pageReader,
	readCheckpoint,
	readDeleted,
	readEvent,
	readId,
	readJob,
	readModel,
	readPermission,
	type Reader,
} from '../../../../../nodes/shared/providers/openAiProtocol/readers';
import { wireJob } from '../../../builders';

/** What servers and proxies send, with status 200, instead of an object. */
const NO_OBJECT: Array<[string, unknown]> = [
	['no JSON', undefined],
	['null', null],
	['an empty text', ''],
	['a text', 'text'],
	['a number', 7],
	['true', true],
	['an empty list', []],
	['a list of an empty object', [{}]],
	['an empty object', {}],
	['an error', { error: { message: 'No', code: 'no' } }],
	['an error as text', { error: 'No' }],
	['a list without a list', { data: null }],
	['an empty page', { object: 'list', data: [], has_more: false }],
	['a status alone', { status: 'succeeded' }],
];

const NO_TEXT: unknown[] = [undefined, null, 7, '', ' ', true, [], ['x'], {}];
const NO_TIME: unknown[] = [
	undefined,
	null,
	'',
	'1700000000',
	'2026-01-01T00:00:00Z',
	Number.NaN,
	Number.POSITIVE_INFINITY,
	[1],
];

interface Case {
	what: string;
	read: Reader<{ id: string }>;
	sound: Record<string, unknown>;
	/** What it must have, and values that do not do. */
	needs: Record<string, unknown[]>;
}

const CASES: Case[] = [
	{
		what: 'a job',
		read: readJob,
		sound: wireJob(),
		needs: { id: NO_TEXT, status: NO_TEXT, created_at: NO_TIME },
	},
	{
		what: 'an event',
		read: readEvent,
		sound: { id: 'ftevent-1', created_at: 0, message: 'm' },
		needs: { id: NO_TEXT, created_at: NO_TIME },
	},
	{ what: 'a checkpoint', read: readCheckpoint, sound: { id: 'c' }, needs: { id: NO_TEXT } },
	{ what: 'a file', read: fileReader(false), sound: { id: 'f' }, needs: { id: NO_TEXT } },
	{ what: 'a processed file', read: fileReader(true), sound: { id: 'f' }, needs: { id: NO_TEXT } },
	{ what: 'a model', read: readModel, sound: { id: 'm' }, needs: { id: NO_TEXT } },
	{ what: 'a permission', read: readPermission, sound: { id: 'p' }, needs: { id: NO_TEXT } },
	{ what: 'an upload or a part', read: readId, sound: { id: 'u' }, needs: { id: NO_TEXT } },
];

describe.each(CASES)('read as $what', ({ read, sound, needs }) => {
	const flawed = Object.entries(needs).flatMap(([field, values]) =>
		values.map((value) => [field, value] as const),
	);

	test('a sound one is one', () => {
		expect(read(sound, 0)).toMatchObject({ id: sound.id });
	});

	test.each([...NO_OBJECT, ['a list of a sound one', [sound]]])('%s is none', (_, answer) => {
		expect(read(answer, 0)).toBeNull();
	});

	test.each(flawed)('one whose %s is %p is none', (field, value) => {
		expect(read({ ...sound, [field]: value }, 0)).toBeNull();
	});

	test.each([
		['no JSON', undefined],
		['null', null],
		['a text', 'text'],
		['an empty list', []],
		['a list instead of a page', [sound]],
		['an empty object', {}],
		['one of them instead of a page', sound],
		['an error', { error: { message: 'No' } }],
		['a page of null', { data: null }],
		['a page of a text', { data: 'x' }],
		['a page of an object', { data: { 0: sound, length: 1 } }],
		['a page under another name', { items: [sound], object: 'list' }],
		['a page of an empty object', { data: [{}] }],
		['a page of things that are no objects', { data: [null, 'x', 7, [sound]], has_more: true }],
		[
			'a page of ones without an ID',
			{
				data: [
					{ ...sound, id: 7 },
					{ ...sound, id: '' },
				],
			},
		],
	])('%s is no page of them', (_, answer) => {
		expect(pageReader(read)(answer, 0)).toBeNull();
	});

	test('in a page, what is none is left out and counted', () => {
		const none = flawed.map(([field, value]) => ({ ...sound, [field]: value }));
		const data = [null, sound, ...none, 'text', { ...sound, id: 'last' }, [], {}];
		const page = pageReader(read)({ data, has_more: false }, 0);
		expect(page?.items.map(({ id }) => id)).toEqual([sound.id, 'last']);
		expect(page).toMatchObject({ next: null, unsound: none.length + 4 });
	});

	test('a page of flawed ones says where the list goes on', () => {
		const data = flawed
			.filter(([field]) => field !== 'id')
			.map(([field, value], at) => ({ ...sound, id: `id-${at}`, [field]: value }));
		const page = pageReader(read)({ data, has_more: true }, 0);
		const next = data.length > 0 ? `id-${data.length - 1}` : null;
		expect(page).toEqual({ items: [], next, unsound: data.length });
	});

	test('an empty page is one', () => {
		expect(pageReader(read)({ data: [] }, 0)).toEqual({ items: [], next: null, unsound: 0 });
	});

	test('anything at all is one or none, without a fault, and is left as it was', () => {
		const fields = fc.dictionary(fc.constantFrom(...Object.keys(needs), 'data'), fc.jsonValue());
		const strange = fc.oneof(
			fc.jsonValue(),
			fields,
			fields.map((more) => ({ ...sound, ...more })),
		);
		fc.assert(
			fc.property(strange, (answer) => {
				const before = structuredClone(answer);
				const got = [read(answer, 0), ...(pageReader(read)(answer, 0)?.items ?? [])];
				for (const one of got) if (one) expect(one.id).toMatch(/\S/);
				expect(answer).toEqual(before);
			}),
		);
	});
});

const page = (data: unknown[], rest: Record<string, unknown> = {}, paged?: boolean) =>
	pageReader(readId, paged)({ data, ...rest }, 0)?.next;

test.each<[string, string | null | undefined, string | null]>([
	['the server says that there is more', page([{ id: 'a' }, { id: 'b' }], { has_more: true }), 'b'],
	['it says that there is none', page([{ id: 'a' }], { has_more: false }), null],
	['it does not say, and something came', page([{ id: 'a' }, { id: 'b' }]), 'b'],
	['it does not say, and nothing came', page([]), null],
	['the list has no pages', page([{ id: 'a' }], { has_more: true }, false), null],
	['what it says is no answer', page([{ id: 'a' }], { has_more: 'yes' }), 'a'],
	['there is more after nothing', page([], { has_more: true }), null],
	['the last object has no ID', page([{ id: 'a' }, {}], { has_more: true }), 'a'],
	['a page holds an object that is none', page([{}, { id: 'b' }]), 'b'],
])('when %s, the list goes on accordingly', (_, next, expected) => {
	expect(next).toBe(expected);
});

test('of a last object that is no job, the ID still leads on', () => {
	const data = [wireJob({ id: 'a' }), wireJob({ id: 'b', status: null })];
	expect(pageReader(readJob)({ data, has_more: true }, 0)).toMatchObject({
		items: [{ id: 'a' }],
		next: 'b',
		unsound: 1,
	});
});

test.each<[unknown, true | null]>([
	[{ id: 'x', deleted: true }, true],
	[{ deleted: true }, true],
	[{ id: 'x', deleted: false }, null],
	[{ id: 'x', deleted: 'true' }, null],
	[{ id: 'x', deleted: 1 }, null],
	[{ id: 'x' }, null],
	[[{ deleted: true }], null],
	...NO_OBJECT.map(([, answer]): [unknown, null] => [answer, null]),
])('%p as the answer to a delete is %p', (answer, expected) => {
	expect(readDeleted(answer)).toBe(expected);
});
