/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import * as fc from 'fast-check';
import type { IDataObject } from 'n8n-workflow';

import { startSandbox, type Fault, type Sandbox } from '../../sandbox';
import { DIALECT_NAMES, type DialectName } from '../../sandbox/dialects';
import { isTerminal } from '../../nodes/shared/domain/job';
import { LATENESS } from '../../nodes/shared/listOrder';
import { createEngine } from './harness';

jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

/** Timelines of each provider; model.test.ts runs many more, without HTTP and without n8n. */
const RUNS = Number(process.env.TIMELINES ?? 30);
const START = 1_770_000_000;
const ENDS = ['succeeded', 'failed', 'cancelled'];
/** Seconds for which a job that has succeeded may still wait for its model's name, at Crusoe. */
const NAMELESS = 120;
/** More jobs than are on a page where pages are short. */
const CROWD = 6;
/** These give their list whole: a part of it would be a job that is not there. */
const WHOLE: readonly DialectName[] = ['together', 'localAi'];

/** What may go wrong with the next calls; it holds for as many of them as a step says. */
const FAULTS: readonly Fault[] = [
	{ status: 500 },
	{ status: 403, body: { error: { message: 'Forbidden' } } },
	{ status: 404, body: { detail: 'Not Found' } },
	{ status: 429, headers: { 'retry-after-ms': '10' } },
	{ status: 200, body: '' },
	{ status: 200, body: '<html>Sign in</html>', contentType: 'text/html' },
	{ status: 200, body: { data: null } },
	{ drop: 'before' },
	{ cutBody: true },
];

const kind = <K extends string>(name: K) => fc.constant(name);
const step = fc.oneof(
	{
		weight: 3,
		arbitrary: fc.record({
			kind: kind('create'),
			status: fc.constantFrom('queued', 'running', 'running', ...ENDS),
		}),
	},
	{
		weight: 3,
		arbitrary: fc.record({
			kind: kind('change'),
			which: fc.nat(),
			status: fc.constantFrom('running', ...ENDS),
		}),
	},
	{ weight: 4, arbitrary: fc.record({ kind: kind('poll') }) },
	fc.record({ kind: kind('wait'), seconds: fc.constantFrom(1, 60, NAMELESS, 5_000) }),
	fc.record({
		kind: kind('fault'),
		fault: fc.constantFrom(...FAULTS),
		times: fc.constantFrom(1, 2, 7),
		after: fc.nat(3),
	}),
	fc.record({ kind: kind('restart') }),
	// Jobs that run for long are no longer on the list's first pages then.
	{ weight: 2, arbitrary: fc.record({ kind: kind('crowd') }) },
);

const world = fc.record({
	/** What the account holds when the trigger is activated. */
	past: fc.array(fc.constantFrom('queued', 'running', ...ENDS), { maxLength: 12 }),
	order: fc.constantFrom('newest' as const, 'newest' as const, 'oldest' as const),
	maxLimit: fc.constantFrom(undefined, undefined, 2, 5),
	steps: fc.array(step, { minLength: 5, maxLength: 25 }),
});

/** The trigger of one workflow, which n8n may restart: its state is what n8n has saved, by default, with what was told. */
class Watcher {
	readonly told: string[] = [];
	private saved: IDataObject = {};
	private starts = 0;
	private trigger;

	constructor(private readonly engine: ReturnType<typeof createEngine>) {
		this.trigger = this.begin();
	}

	async activate(): Promise<void> {
		expect(await this.trigger.activate()).toEqual([]);
		this.save();
	}

	/** @returns whether the poll came to its end */
	async poll(): Promise<boolean> {
		try {
			const items = await this.trigger.poll();
			this.told.push(...items.map(({ json }) => String(json.eventId)));
			if (items.length > 0) this.save();
			return true;
		} catch (error) {
			// In words, never one of JavaScript's own.
			expect(error).toMatchObject({ name: expect.stringMatching(/^Node(Api|Operation)Error$/) });
			return false;
		}
	}

	restart(): void {
		this.trigger = this.begin();
	}

	private save(): void {
		this.saved = structuredClone(this.trigger.staticData);
	}

	/** Nothing of an earlier process is known: what it keeps is kept by workflow. */
	private begin() {
		this.starts += 1;
		return this.engine.trigger(
			{ events: ['running', ...ENDS] },
			{ staticData: structuredClone(this.saved), workflowId: `workflow-${this.starts}` },
		);
	}
}

/** The ends that can be seen now. */
const ended = ({ store, clock }: Sandbox): string[] =>
	[...store.jobs.values()].flatMap(({ base: { id }, transitions }) => {
		const { status = '', at = 0, patch } = transitions.at(-1) ?? {};
		const isNameless = patch?.fine_tuned_model === null && status === 'succeeded';
		return isTerminal(status) && !(isNameless && clock.now() < at + NAMELESS)
			? [`${id}:${status}`]
			: [];
	});

/** At Unsloth, a run is only listed once it runs. */
const running = ({ store }: Sandbox, dialect: DialectName): string[] =>
	[...store.jobs.values()].flatMap(({ base: { id }, transitions }) => {
		const status = transitions.at(-1)?.status;
		const runs = status === 'running' || (dialect === 'unsloth' && status === 'queued');
		return runs ? [`${id}:running`] : [];
	});

describe.each<DialectName>([...DIALECT_NAMES])('%s', (dialect) => {
	test('running and each end are reported exactly once, at the first poll that can see it', async () => {
		await fc.assert(
			fc.asyncProperty(world, async ({ past, order, maxLimit, steps }) => {
				const sandbox = await startSandbox({
					startTime: START,
					seed: 1,
					dialect,
					list: { order, ...(!WHOLE.includes(dialect) && { maxLimit }) },
				});
				try {
					await live(sandbox, dialect, past, steps);
				} finally {
					await sandbox.close();
				}
			}),
			// A poll there listens to each job that runs.
			{ numRuns: dialect === 'localAi' ? Math.ceil(RUNS / 6) : RUNS },
		);
	}, 600_000);
});

type Steps =
	typeof world extends fc.Arbitrary<infer W extends { steps: unknown }> ? W['steps'] : never;

async function live(
	sandbox: Sandbox,
	dialect: DialectName,
	past: readonly string[],
	steps: Steps,
): Promise<void> {
	const azure = dialect === 'azureOpenAi';
	const watcher = new Watcher(
		createEngine({
			...sandbox,
			baseUrl: azure ? sandbox.baseUrl.replace('/v1', '/openai/v1') : sandbox.baseUrl,
			provider: dialect === 'liteLlm' ? 'custom' : dialect,
			queryParameters: dialect === 'liteLlm' ? 'custom_llm_provider=openai' : '',
		}),
	);
	const set = (id: string, status: string) => {
		const isNameless = dialect === 'crusoe' && status === 'succeeded';
		sandbox.setStatus(id, status, isNameless ? { fine_tuned_model: null } : {});
	};
	for (const status of past) {
		sandbox.clock.advance(30);
		sandbox.seedJob({ status });
	}
	sandbox.clock.advance(2 * NAMELESS);
	await watcher.activate();
	const before = new Set(ended(sandbox));
	const ran = new Set(running(sandbox, dialect));
	const told = new Set<string>();
	let disturbed = false;
	for (const one of steps) {
		// No job is at once what it becomes.
		sandbox.clock.advance(1);
		if (one.kind === 'create') sandbox.seedJob({ status: one.status });
		else if (one.kind === 'wait') sandbox.clock.advance(one.seconds);
		else if (one.kind === 'restart') watcher.restart();
		else if (one.kind === 'crowd') {
			sandbox.clock.advance(LATENESS + 1);
			for (let left = CROWD; left > 0; left -= 1) {
				sandbox.clock.advance(1);
				sandbox.seedJob({ status: 'succeeded' });
			}
		} else if (one.kind === 'fault') {
			sandbox.faults.add({ ...one.fault, nth: one.after + 1, times: one.times });
			disturbed = true;
		} else if (one.kind === 'change') {
			const jobs = [...sandbox.store.jobs.values()].filter(
				({ transitions }) => !isTerminal(transitions.at(-1)?.status ?? ''),
			);
			const job = jobs[one.which % jobs.length];
			if (job) set(job.base.id, one.status);
		} else {
			const visible = ended(sandbox).filter((eventId) => !before.has(eventId));
			for (const eventId of running(sandbox, dialect).filter((other) => !ran.has(other)))
				told.add(eventId);
			const done = await watcher.poll();
			if (!disturbed) {
				expect(done).toBe(true);
				expect(endsOf(watcher.told)).toEqual(visible.sort());
				// Also of those that have ended since: each poll tells what it sees.
				expect(watcher.told.filter((eventId) => eventId.endsWith(':running')).sort()).toEqual(
					[...told].sort(),
				);
			}
		}
	}
	sandbox.faults.clear();
	sandbox.clock.advance(LATENESS);
	const expected = ended(sandbox).filter((eventId) => !before.has(eventId));
	// A list that was cut short, and a job that could not be read, may take a few polls.
	for (let left = 12; left > 0 && endsOf(watcher.told).length < expected.length; left -= 1) {
		await watcher.poll();
	}
	await watcher.poll();
	expect(endsOf(watcher.told)).toEqual(expected.sort());
	expect(new Set(watcher.told).size).toBe(watcher.told.length);
}

const endsOf = (told: readonly string[]) =>
	told.filter((eventId) => isTerminal(eventId.split(':').at(-1) ?? '')).sort();
