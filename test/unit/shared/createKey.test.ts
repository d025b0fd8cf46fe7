import fc from 'fast-check';

import {
	CREATE_KEY,
	createKeyOf,
	scanForKey,
	withCreateKey,
	type CreateOrigin,
} from '../../../nodes/shared/createKey';
import { aJob } from '../builders';

const ORIGIN: CreateOrigin = {
	instance: 'i',
	workflow: 'w',
	execution: '1',
	node: 'n',
	run: 0,
	item: 0,
};

test('the key is short, plain, and says nothing of where it comes from', () => {
	expect(createKeyOf(ORIGIN)).toMatch(/^[0-9a-f]{40}$/);
	expect(createKeyOf({ ...ORIGIN })).toBe(createKeyOf(ORIGIN));
	// Users look for it, and jobs that exist carry it: it stays.
	expect(CREATE_KEY).toBe('n8n_create_key');
});

test.each<[keyof CreateOrigin, Partial<CreateOrigin>]>([
	['instance', { instance: 'j' }],
	['workflow', { workflow: 'v' }],
	['execution', { execution: '2' }],
	['node', { node: 'm' }],
	['run', { run: 1 }],
	['item', { item: 1 }],
])('another %s gives another key', (_, change) => {
	expect(createKeyOf({ ...ORIGIN, ...change })).not.toBe(createKeyOf(ORIGIN));
});

test('no two origins share a key, however their parts run together', () => {
	const anyOrigin = fc.record({
		instance: fc.string({ maxLength: 2 }),
		workflow: fc.string({ maxLength: 2 }),
		execution: fc.string({ maxLength: 2 }),
		node: fc.string({ maxLength: 2 }),
		run: fc.nat({ max: 2 }),
		item: fc.nat({ max: 2 }),
	});
	fc.assert(
		fc.property(anyOrigin, anyOrigin, (one, other) => {
			const same = JSON.stringify(one) === JSON.stringify(other);
			expect(createKeyOf(one) === createKeyOf(other)).toBe(same);
		}),
	);
});

const pairs = (count: number) =>
	Object.fromEntries(Array.from({ length: count }, (_, index) => [`k${index}`, 'v']));

test.each([
	['none', {}, { [CREATE_KEY]: 'x' }],
	['one', { metadata: { a: 'b' } }, { a: 'b', [CREATE_KEY]: 'x' }],
	['fifteen', { metadata: pairs(15) }, { ...pairs(15), [CREATE_KEY]: 'x' }],
])('the key is added to %s', (_, body, metadata) => {
	expect(withCreateKey({ model: 'm', ...body }, 'x')).toEqual({ model: 'm', metadata });
});

test.each([
	['sixteen pairs', { metadata: pairs(16) }],
	['null', { metadata: null }],
	['a text', { metadata: 'a' }],
	['a list', { metadata: [] }],
	['a pair of this name', { metadata: { [CREATE_KEY]: 'mine' } }],
])('the key cannot be added to %s', (_, body) => {
	expect(withCreateKey(body, 'x')).toBeNull();
});

const keyed = (id: string, created_at: number, value?: string) =>
	aJob({ id, created_at, metadata: value === undefined ? null : { [CREATE_KEY]: value } });

test('the job with the key is found, and no other', () => {
	const jobs = [keyed('a', 3, 'other'), keyed('b', 2, 'x'), keyed('c', 1)];
	expect(scanForKey(jobs, 'x')).toMatchObject({ found: { id: 'b' }, keepsKeys: true });
	expect(scanForKey(jobs, 'y')).toMatchObject({ found: undefined, keepsKeys: true });
});

test('only another key proves that keys are kept', () => {
	const jobs = [keyed('a', 2), aJob({ metadata: { team: 'x' } })];
	expect(scanForKey(jobs, 'x')).toMatchObject({ found: undefined, keepsKeys: false });
});

test.each([
	['newest first', [9, 5, 1], true],
	['of one second', [5, 5], true],
	['empty', [], true],
	['oldest first', [1, 5, 9], false],
])('a list that is %s', (_, times, newestFirst) => {
	const jobs = times.map((time, index) => keyed(`job-${index}`, time));
	expect(scanForKey(jobs, 'x').newestFirst).toBe(newestFirst);
});
