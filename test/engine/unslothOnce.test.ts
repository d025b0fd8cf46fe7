/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import type { Fault } from '../../sandbox';
import { chances } from './chances';
import { type NodeRun, createParameters } from './harness';
import { openBench, type Bench } from './operations';

jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

const START: Pick<Fault, 'method' | 'path'> = { method: 'POST', path: /train\/start$/ };
const ASK: Pick<Fault, 'method' | 'path'> = { method: 'GET', path: /start-requests|runs\// };
const DOUBT =
	/It is not known whether the job was created|was created, as far as Unsloth Studio says/;

/** What can go wrong with a start, and with asking what became of it. */
const START_FAULTS: Fault[] = [
	{ drop: 'before' },
	{ drop: 'after' },
	{ cutBody: true },
	{ acted: true, status: 200, body: '{"job_id": "job' },
	{ acted: true, status: 200, body: '' },
	{ acted: true, status: 200, body: '<html>Gateway</html>', contentType: 'text/html' },
	{ acted: true, status: 200, body: {} },
	{ acted: true, status: 200, body: { job_id: 'job_odd', status: 'pending' } },
	{ acted: true, status: 500, body: { detail: 'Failed to start training' } },
	{ acted: true, status: 502, body: '<html>Bad gateway</html>' },
	{ acted: true, status: 504 },
	{ acted: true, status: 408 },
	{ acted: true, status: 303, headers: { location: 'http://127.0.0.1:9/' } },
	{ status: 500, body: { detail: 'Failed to start training' } },
	{ status: 502, body: '' },
	{ status: 503, headers: { 'retry-after': '0' } },
	{ status: 524, body: '<html>A timeout occurred</html>' },
	{ status: 429, headers: { 'retry-after-ms': '5' } },
	{ status: 409, body: { detail: 'A transformers installation is in progress.' } },
	{ delayMs: 1_200 },
	{ finishLateMs: 40 },
	{ finishLateMs: 60, status: 500 },
	{ finishLateMs: 50, drop: 'before' },
	{ stall: 'half' },
];
const ASK_FAULTS: Fault[] = [
	{ status: 500 },
	{ drop: 'before' },
	{ drop: 'after' },
	{ cutBody: true },
	{ status: 200, body: {} },
	{ status: 200, body: '{"state": ' },
	{ status: 429, headers: { 'retry-after-ms': '5' } },
];

const open: Bench[] = [];
afterAll(async () => {
	await Promise.all(open.map(async ({ sandbox }) => await sandbox.close()));
});

interface Round {
	jobs: number;
	/** Whether another training ran all the time. */
	busy: boolean;
	result: NodeRun;
	told: string;
}

async function play({ sandbox, engine, file }: Bench, seed: number): Promise<Round> {
	const chance = chances(seed);
	const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T;
	sandbox.faults.clear();
	for (const id of sandbox.store.jobs.keys()) sandbox.setStatus(id, 'succeeded');
	const busy = chance() < 0.2;
	if (busy) sandbox.seedJob({ status: 'running' });
	const faults: Fault[] = [];
	const sends = 1 + Math.floor(chance() * 4);
	for (let nth = 1; nth <= sends; nth += 1) {
		if (chance() < 0.8) faults.push({ ...pick(START_FAULTS), ...START, nth });
	}
	for (let nth = 1; nth <= 8; nth += 1) {
		if (chance() < 0.2) faults.push({ ...pick(ASK_FAULTS), ...ASK, nth });
	}
	for (const fault of faults) sandbox.faults.add(fault);
	const before = sandbox.store.jobs.size;
	const retried = chance() < 0.4;
	const result = await engine.execute(
		{
			...createParameters('unsloth/Qwen3-4B-Instruct-2507', file),
		},
		[{ json: {} }],
		retried ? { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 } : {},
	);
	// What the server still works on, it is given the time to finish.
	await sandbox.idle();
	const told = JSON.stringify({ seed, busy, retried, faults, error: result.error?.message });
	return { jobs: sandbox.store.jobs.size - before, busy, result, told };
}

test('200 rounds of random faults: one job and the node returns it, or an honest error; never two', async () => {
	const ROUNDS = 200;
	const BENCHES = 20;
	const count = { rounds: 0, duplicates: 0, created: 0, recovered: 0, honest: 0, refused: 0 };
	for (let nth = 0; nth < BENCHES; nth += 1) open.push(await openBench('unsloth'));
	let next = 0;
	const playOn = async (bench: Bench) => {
		for (let seed = next++; seed < ROUNDS; seed = next++) {
			const { jobs, busy, result, told } = await play(bench, seed);
			count.rounds += 1;
			if (jobs > (busy ? 0 : 1)) count.duplicates += 1;
			const [item] = result.items;
			const { message = '', description = '' } = result.error ?? {};
			if (item) {
				const last = [...bench.sandbox.store.jobs.keys()].at(-1);
				expect({ told, jobs, id: item.json.id }).toEqual({ told, jobs: 1, id: last });
				if (item.json.recovered) count.recovered += 1;
				else count.created += 1;
			} else if (DOUBT.test(message)) {
				expect({ told, description }).toEqual({
					told,
					description: expect.stringMatching(/Job → Get Many.*start request [0-9a-f]{40,64}\./),
				});
				count.honest += 1;
			} else {
				// An error that leaves no doubt must be right: nothing was created.
				expect({ told, jobs }).toEqual({ told, jobs: 0 });
				count.refused += 1;
			}
		}
	};
	await Promise.all(open.map(playOn));
	process.stdout.write(`create once, by start requests: ${JSON.stringify(count)}\n`);
	expect(count).toMatchObject({ rounds: ROUNDS, duplicates: 0 });
	expect(count.recovered).toBeGreaterThan(20);
	expect(count.created).toBeGreaterThan(20);
	expect(count.refused).toBeGreaterThan(20);
}, 120_000);
