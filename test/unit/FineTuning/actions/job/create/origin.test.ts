import fc from 'fast-check';
import type { IExecuteFunctions } from 'n8n-workflow';

import {
	originOf,
	retryWarning,
} from '../../../../../../nodes/FineTuning/actions/job/create/origin';
import { aJobRequest } from '../../../../builders';

/** Where a create happens, as far as its key depends on it. */
interface Place {
	instance: string;
	workflow: string;
	execution: string;
	/** When the first of an execution and its retries began; null where older versions of n8n do not tell. */
	began: number | undefined | null;
	mode: string;
	nodeId: string;
	nodeName: string;
	nodeType: string;
	run: number;
	data: unknown;
	keyHash: string;
}

const HERE: Place = {
	instance: 'i',
	workflow: 'w',
	execution: '1',
	began: 1_700_000_000_000,
	mode: 'manual',
	nodeId: 'n',
	nodeName: 'Create',
	nodeType: 'fineTuning',
	run: 0,
	data: { a: 1 },
	keyHash: 'k',
};

function origin(changes: Partial<Place> = {}, item = 0, draft = aJobRequest(), given = '') {
	const place = { ...HERE, ...changes };
	const context = {
		getInstanceId: () => place.instance,
		getWorkflow: () => ({ id: place.workflow }),
		getExecutionId: () => place.execution,
		...(place.began !== null && {
			getExecutionContext: () => place.began && { establishedAt: place.began },
		}),
		getMode: () => place.mode,
		getNode: () => ({ id: place.nodeId, name: place.nodeName, type: place.nodeType }),
		getWorkflowDataProxy: () => ({ $runIndex: place.run }),
		getInputData: () => Array.from({ length: 3 }, () => ({ json: place.data })),
	} as unknown as IExecuteFunctions;
	return originOf(context, item, draft, { given, account: 'account', keyHash: place.keyHash });
}

test('the key is short, plain, and says nothing of where it comes from', () => {
	expect(origin().key).toMatch(/^[0-9a-f]{40}$/);
});

test('when n8n runs the node again by itself, everything is the same, whatever the fields say by then', () => {
	expect(origin()).toEqual(origin());
	expect(origin({}, 0, aJobRequest({ suffix: 'now' }))).toEqual(origin());
	expect(origin().mayRepeat).toBe(false);
});

test('a retry of the execution has the same key, and says that the job may be there already', () => {
	const retried = origin({ execution: '2', mode: 'retry' });
	expect(retried).toEqual({ ...origin(), executionId: '2', mayRepeat: true });
});

test.each<[string, Partial<Place>]>([
	['another instance', { instance: 'j' }],
	['another workflow', { workflow: 'v' }],
	['another moment', { execution: '2', began: 1_700_000_000_001 }],
	['another node', { nodeId: 'm' }],
	['a node imported under the same ID', { nodeName: 'Create 1' }],
	['another run', { run: 1 }],
])('%s gives another key, and belongs to another run', (_, changes) => {
	const [here, there] = [origin(), origin(changes)];
	expect([here.key === there.key, here.runId === there.runId]).toEqual([false, false]);
});

test('another item of a run gives another key, and so does other data', () => {
	const { key, runId } = origin();
	for (const other of [origin({}, 1), origin({ data: { a: 2 } })]) {
		expect(other.key).not.toBe(key);
		expect(other.runId).toBe(runId);
	}
});

test.each([
	['does not tell', undefined],
	['is too old to tell', null],
])('where n8n %s when an execution began, it counts by its ID', (_, began) => {
	const before = { began };
	expect(origin(before).key).toBe(origin(before).key);
	expect(origin({ ...before, execution: '2' }).key).not.toBe(origin(before).key);
});

test('without an execution, nothing is a repeat of anything', () => {
	const nowhere = { execution: '', began: undefined };
	expect(origin(nowhere).key).not.toBe(origin(nowhere).key);
});

test('as an AI tool, what is asked for counts, and not the run: n8n raises it with every try', () => {
	const tool = { nodeType: 'fineTuningTool' };
	expect(origin({ ...tool, run: 5 }).key).toBe(origin(tool).key);
	expect(origin(tool, 0, aJobRequest({ suffix: 'other' })).key).not.toBe(origin(tool).key);
	expect(origin(tool).key).not.toBe(origin().key);
});

test("the user's own key is taken as it is, from wherever it comes, and may be there already", () => {
	const mine = origin({}, 0, aJobRequest(), 'mine');
	expect(mine).toMatchObject({ key: 'mine', mayRepeat: true });
	const elsewhere = { instance: 'j', workflow: 'v', nodeId: 'm', run: 3 };
	expect(origin(elsewhere, 2, aJobRequest({ suffix: 's' }), 'mine')).toEqual(mine);
	expect(origin({}, 0, aJobRequest(), 'other').runId).not.toBe(mine.runId);
});

test('no two places share a key, however their parts run together', () => {
	const text = fc.string({ maxLength: 2 });
	const anyPlace = fc.record({
		instance: text,
		workflow: text,
		nodeId: text,
		nodeName: text,
		run: fc.nat({ max: 2 }),
		data: fc.constantFrom({}, { a: 1 }),
	});
	fc.assert(
		fc.property(anyPlace, anyPlace, (one, other) => {
			const same = JSON.stringify(one) === JSON.stringify(other);
			expect(origin(one).key === origin(other).key).toBe(same);
		}),
	);
});

test('with another API key of the account, the job is found again, but nothing is remembered', () => {
	const [one, other] = [origin(), origin({ keyHash: 'other' })];
	expect([one.key === other.key, one.runId === other.runId]).toEqual([true, false]);
	const given = (keyHash: string) => origin({ keyHash }, 0, aJobRequest(), 'mine');
	expect(given('k').runId).not.toBe(given('other').runId);
});

test('data that holds itself is no obstacle', () => {
	const data: Record<string, unknown> = { a: 1 };
	data.self = data;
	expect(origin({ data }).key).toMatch(/^[0-9a-f]{40}$/);
});

test.each<[string, boolean, string, boolean]>([
	['an n8n that tells retries apart', true, '', false],
	['one that does not', false, '', true],
	["the user's own key, which is looked for anyway", false, 'order-1', false],
	['both', true, 'order-1', false],
])('a warning of retried executions: %s', (_, retriesAreKnown, given, warned) => {
	const warning = retryWarning(retriesAreKnown, given);
	expect(warning !== undefined).toBe(warned);
	if (warned) expect(warning).toMatch(/older than version 2.*Update n8n.*'Idempotency Key'/);
});
