import {
	begunAnywhere,
	memoryOf,
	type Begun,
} from '../../../../../../nodes/FineTuning/actions/job/create/begun';
import { aJob } from '../../../../builders';

const begun: Begun = { state: 'ambiguous', mayStillRun: true, words: '' };

test('what a run has begun is remembered for its next try, and is no matter of another run', () => {
	memoryOf('one', '1').creates.set('key', begun);
	memoryOf('one', '1').uploads.set('key data', 'file-1');
	const { creates, uploads } = memoryOf('one', '1');
	expect([[...creates], [...uploads]]).toEqual([[['key', begun]], [['key data', 'file-1']]]);
	expect([memoryOf('other', '1').creates.size, memoryOf('other', '1').uploads.size]).toEqual([
		0, 0,
	]);
});

test('two executions with the same run know nothing of each other, but one that repeats knows both', () => {
	memoryOf('shared', '1').creates.set('key', begun);
	expect(memoryOf('shared', '2').creates.size).toBe(0);
	expect(begunAnywhere('shared', 'key')).toEqual(begun);
	expect(begunAnywhere('shared', 'another')).toBeUndefined();
	expect(begunAnywhere('never', 'key')).toBeUndefined();
	memoryOf('shared', '2').creates.set('key', { state: 'created', job: aJob() });
	expect(begunAnywhere('shared', 'key')).toMatchObject({ state: 'created' });
});

test('a run with many items keeps them all', () => {
	const { creates } = memoryOf('many', '1');
	for (let item = 0; item < 2000; item += 1) creates.set(String(item), begun);
	expect(memoryOf('many', '1').creates.size).toBe(2000);
});

test('what is older than six hours is forgotten, however few there are; nothing else is, however many', () => {
	const hour = 3_600_000;
	const start = performance.now();
	const at = (hours: number) => start + hours * hour;
	memoryOf('dropped', '1', at(0)).creates.set('key', begun);
	memoryOf('recent', '1', at(1)).creates.set('key', begun);
	for (let run = 0; run < 2000; run += 1) memoryOf(`run ${run}`, '1', at(6));
	expect(begunAnywhere('dropped', 'key')).toEqual(begun);
	memoryOf('another', '1', at(6.5));
	expect(begunAnywhere('dropped', 'key')).toBeUndefined();
	expect(begunAnywhere('recent', 'key')).toEqual(begun);
});

test('of the executions that share a run, the old ones are forgotten', () => {
	const start = performance.now() + 100 * 3_600_000;
	const at = (hours: number) => start + hours * 3_600_000;
	memoryOf('given', '1', at(0)).creates.set('key', begun);
	memoryOf('given', '2', at(7));
	expect(begunAnywhere('given', 'key')).toBeUndefined();
});

test('what is used again is as young as its last use, among runs and among the executions of one', () => {
	const start = performance.now() + 200 * 3_600_000;
	const at = (hours: number) => start + hours * 3_600_000;
	for (const [run, execution] of [
		['again', '1'],
		['once', '1'],
		['both', '1'],
		['both', '2'],
	] as const) {
		memoryOf(run, execution, at(0)).creates.set(`key ${execution}`, begun);
	}
	memoryOf('again', '1', at(5));
	memoryOf('both', '1', at(5));
	memoryOf('both', '3', at(7));
	expect(begunAnywhere('again', 'key 1')).toEqual(begun);
	expect(begunAnywhere('once', 'key 1')).toBeUndefined();
	expect(begunAnywhere('both', 'key 1')).toEqual(begun);
	expect(begunAnywhere('both', 'key 2')).toBeUndefined();
});
