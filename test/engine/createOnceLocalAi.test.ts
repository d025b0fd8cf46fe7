/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { startSandbox, type Fault, type Sandbox } from '../../sandbox';
import { trainingExamples } from './examples';
import { createEngine, itemWithFile, createParameters } from './harness';
import { chances } from './chances';

jest.mock('../../nodes/shared/timing', () => jest.requireActual<{ FAST: object }>('./fast').FAST);

const CREATE: Pick<Fault, 'method' | 'path'> = { method: 'POST', path: /fine-tuning\/jobs$/ };
const LIST: Pick<Fault, 'method' | 'path'> = { method: 'GET', path: /fine-tuning\/jobs$/ };
const UPLOAD: Pick<Fault, 'method' | 'path'> = { method: 'POST', path: /datasets$/ };
const DOUBT = /whether the job was created|The job was created, as far as LocalAI says/;
const ROUNDS = 150;
const RETRY = { retryOnFail: true, maxTries: 3, waitBetweenTries: 1 };

const CREATE_FAULTS: Fault[] = [
	{ drop: 'before' },
	{ drop: 'after' },
	{ cutBody: true },
	{ acted: true, status: 201, body: '{"id": "0a1' },
	{ acted: true, status: 201, body: {} },
	{ acted: true, status: 200, body: '' },
	{ acted: true, status: 200, body: '<html>Gateway</html>', contentType: 'text/html' },
	{ acted: true, status: 500, body: { error: { code: 500, message: 'panic' } } },
	{ acted: true, status: 502, body: '<html>Bad gateway</html>' },
	{ acted: true, status: 504 },
	{ acted: true, status: 503, body: '' },
	// The server's own word for a start that failed: there is no job.
	{ status: 500, body: { error: 'fine-tuning failed to start: no memory' } },
	{ status: 500, body: { error: 'failed to load backend trl: rpc error' } },
	{ status: 400, body: { error: 'Invalid request: code=400' } },
	{ status: 502, body: '' },
	{ status: 429, headers: { 'retry-after-ms': '5' } },
	{ delayMs: 1_200 },
	{ finishLateMs: 40 },
	{ finishLateMs: 50, drop: 'before' },
	{ stall: 'half' },
];
const LIST_FAULTS: Fault[] = [
	{ status: 500 },
	{ drop: 'before' },
	{ cutBody: true },
	{ status: 200, body: '[' },
	{ status: 200, body: {} },
	{ status: 200, body: '' },
];
const UPLOAD_FAULTS: Fault[] = [{ drop: 'after' }, { status: 500 }, { status: 200, body: {} }];

const servers: Sandbox[] = [];
afterEach(async () => await Promise.all(servers.splice(0).map(async (one) => await one.close())));

async function playRound(sandbox: Sandbox, seed: number) {
	const chance = chances(seed);
	const pick = <T>(from: readonly T[]): T => from[Math.floor(chance() * from.length)] as T;
	const faults: Fault[] = [];
	const creates = 1 + Math.floor(chance() * 4);
	for (let nth = 1; nth <= creates; nth += 1) {
		if (chance() < 0.8) faults.push({ ...pick(CREATE_FAULTS), ...CREATE, nth });
	}
	for (let nth = 1; nth <= 8; nth += 1) {
		if (chance() < 0.2) faults.push({ ...pick(LIST_FAULTS), ...LIST, nth });
	}
	if (chance() < 0.2) faults.push({ ...pick(UPLOAD_FAULTS), ...UPLOAD, nth: 1 });
	sandbox.faults.clear();
	for (const fault of faults) sandbox.faults.add(fault);
	sandbox.list.appearsAfterMs = chance() < 0.3 ? chance() * 40 : 0;
	const before = new Set(sandbox.store.jobs.keys());
	const engine = createEngine({ ...sandbox, provider: 'localAi' });
	const result = await engine.execute(
		{
			...createParameters('Qwen/Qwen2.5-0.5B-Instruct'),
			simplify: chance() < 0.5,
		},
		[itemWithFile(trainingExamples(3))],
		chance() < 0.4 ? RETRY : {},
	);
	// What the server still works on, it is given the time to finish.
	await sandbox.idle();
	return { made: [...sandbox.store.jobs.keys()].filter((id) => !before.has(id)), result, faults };
}

test(`${ROUNDS} rounds of random faults: one job and the node returns it, or an honest error; never two`, async () => {
	const count = { duplicates: 0, created: 0, recovered: 0, honest: 0, refused: 0 };
	let next = 0;
	const play = async (sandbox: Sandbox) => {
		for (let seed = next++; seed < ROUNDS; seed = next++) {
			const { made, result, faults } = await playRound(sandbox, seed);
			const told = JSON.stringify({ seed, made, faults, error: result.error?.message });
			if (made.length > 1) count.duplicates += 1;
			const [item] = result.items;
			if (item) {
				expect({ told, made }).toEqual({ told, made: [item.json.id] });
				if (item.json.recovered) count.recovered += 1;
				else count.created += 1;
			} else if (DOUBT.test(String(result.error?.message))) {
				expect(result.error?.description).toMatch(
					/Job → Get Many.*extra option metadata\.n8n_create_key: [0-9a-f]{40}/,
				);
				count.honest += 1;
			} else {
				// An error that leaves no doubt must be right: nothing was created.
				expect({ told, made }).toEqual({ told, made: [] });
				count.refused += 1;
			}
		}
	};
	for (let seed = 0; seed < 15; seed += 1) {
		servers.push(await startSandbox({ seed, dialect: 'localAi' }));
	}
	await Promise.all(servers.map(play));
	process.stdout.write(`create once, LocalAI: ${JSON.stringify(count)}\n`);
	expect(count).toMatchObject({ duplicates: 0 });
	expect(Math.min(count.created, count.recovered, count.honest, count.refused)).toBeGreaterThan(2);
}, 120_000);
