import {
	begunAnywhere,
	memoryOf,
	type Begun,
} from '../../../../../../nodes/FineTuning/actions/job/create/begun';
import { aJob } from '../../../../builders';

const begun: Begun = { state: 'ambiguous', mayStillRun: true };

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

test('of very many runs the least recent ones are forgotten, whole', () => {
	memoryOf('dropped', '1').creates.set('key', begun);
	memoryOf('recent', '1').creates.set('key', begun);
	for (let run = 0; run < 2000; run += 1) {
		memoryOf(`run ${run}`, '1');
		expect(memoryOf('recent', '1').creates.size).toBe(1);
	}
	expect(memoryOf('dropped', '1').creates.size).toBe(0);
});
