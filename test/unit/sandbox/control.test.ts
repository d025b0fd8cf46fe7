/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { mkdtempSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandbox, type Sandbox } from '../../../sandbox';

const START = 1_800_000_000;
const headers = { authorization: 'Bearer sk-sandbox' };
let sandbox: Sandbox;

beforeEach(async () => {
	sandbox = await startSandbox({ startTime: START, seed: 3 });
});

afterEach(async () => await sandbox.close());

interface Listed {
	data: Array<{ id: string; status: string }>;
	has_more: boolean;
}

async function list(query = ''): Promise<Listed> {
	const response = await fetch(`${sandbox.baseUrl}/fine_tuning/jobs${query}`, { headers });
	const page: unknown = await response.json();
	if (!isListed(page)) throw new Error(`No list: ${JSON.stringify(page)}`);
	return page;
}

function isListed(page: unknown): page is Listed {
	return typeof page === 'object' && page !== null && 'data' in page && Array.isArray(page.data);
}

async function control(method: string, path: string, body?: object) {
	return await fetch(sandbox.baseUrl.replace(/\/v1$/, `/sandbox/${path}`), {
		method,
		...(body && {
			headers: { 'content-type': 'application/json' },
			body: JSON.stringify(body),
		}),
	});
}

test('the control routes do over HTTP what the object does in process', async () => {
	await control('POST', 'faults', { path: 'jobs', status: 418, times: 1 });
	expect((await fetch(`${sandbox.baseUrl}/fine_tuning/jobs`, { headers })).status).toBe(418);
	await control('POST', 'faults', { status: 500 });
	await control('DELETE', 'faults');
	await control('POST', 'clock/advance', { seconds: 30 });
	expect(sandbox.clock.now()).toBe(START + 30);

	await control('POST', 'jobs', { id: 'ftjob-a', status: 'running' });
	expect((await list()).data).toMatchObject([{ id: 'ftjob-a', status: 'running' }]);
	const failed = { status: 'failed', error: { code: 'unsafe_file', message: 'No.', param: null } };
	expect(await (await control('POST', 'jobs/ftjob-a/status', failed)).json()).toMatchObject({
		...failed,
		finished_at: START + 30,
	});
	const requests: unknown = await (await control('GET', 'requests')).json();
	expect(requests).toMatchObject([{ path: '/v1/fine_tuning/jobs' }, { method: 'GET' }]);

	expect((await control('POST', 'faults', { path: '(' })).status).toBe(400);
	expect((await control('POST', 'jobs', {})).status).toBe(400);
	expect((await control('POST', 'clock/advance', { seconds: -1 })).status).toBe(400);
	expect((await control('POST', 'jobs/ftjob-x/status', { status: 'failed' })).status).toBe(404);
});

test('the list misbehaves as told', async () => {
	for (let index = 1; index <= 5; index += 1) {
		sandbox.seedJob({ id: `ftjob-${index}`, status: 'running', created_at: START - 100 + index });
	}
	const ids = async (query = '') => (await list(query)).data.map(({ id }) => id.slice(-1)).join('');
	expect(await ids()).toBe('54321');
	sandbox.list.order = 'oldest';
	expect(await ids('?limit=2&after=ftjob-2')).toBe('34');
	sandbox.list.order = 'newest';
	sandbox.list.maxLimit = 2;
	sandbox.list.alwaysHasMore = true;
	expect(await ids('?limit=100')).toBe('54');
	expect(await list('?after=ftjob-1')).toEqual({ object: 'list', data: [], has_more: true });
	sandbox.list.maxLimit = undefined;

	sandbox.list.hidden.add('ftjob-3');
	expect(await ids()).toBe('5421');
	expect(await ids('?after=ftjob-3')).toBe('21');
	const hidden = await fetch(`${sandbox.baseUrl}/fine_tuning/jobs/ftjob-3`, { headers });
	expect(hidden.status).toBe(404);
	sandbox.list.hidden.clear();

	sandbox.clock.advance(10);
	sandbox.setStatus('ftjob-1', 'succeeded');
	sandbox.seedJob({ id: 'ftjob-6', status: 'queued' });
	sandbox.list.lagSeconds = 5;
	expect(await ids()).toBe('54321');
	expect((await list()).data.at(-1)?.status).toBe('running');
	sandbox.clock.advance(5);
	expect(await ids()).toBe('654321');
	expect((await list()).data.at(-1)?.status).toBe('succeeded');
});

test('limits: requests a second, and unfinished jobs on a model', async () => {
	sandbox.limits.requestsPerSecond = 2;
	sandbox.limits.retryAfterSeconds = 7;
	await list();
	await list();
	const third = await fetch(`${sandbox.baseUrl}/fine_tuning/jobs`, { headers });
	expect([third.status, third.headers.get('retry-after')]).toEqual([429, '7']);
	sandbox.limits.requestsPerSecond = undefined;

	const form = new FormData();
	form.set('purpose', 'fine-tune');
	form.set('file', new Blob(['{}\n']), 'one.jsonl');
	await fetch(`${sandbox.baseUrl}/files`, { method: 'POST', headers, body: form });
	const [training_file] = sandbox.store.files.keys();
	const model = 'gpt-4.1-mini-2025-04-14';
	const create = async () =>
		await fetch(`${sandbox.baseUrl}/fine_tuning/jobs`, {
			method: 'POST',
			headers: { ...headers, 'content-type': 'application/json' },
			body: JSON.stringify({ model, training_file }),
		});
	sandbox.limits.activeJobs = 1;
	expect((await create()).status).toBe(200);
	const refused = await create();
	expect(refused.status).toBe(429);
	expect(await refused.text()).toContain(
		`the maximum of 1 active requests (0 running, 1 pending) for the model '${model}'`,
	);
});

test('ten thousand finished jobs are put in quickly', async () => {
	const started = Date.now();
	for (let index = 0; index < 10_000; index += 1) {
		sandbox.seedJob({ status: 'succeeded', created_at: START - 20_000 + index });
	}
	expect(await list('?limit=1')).toMatchObject({ has_more: true });
	expect(Date.now() - started).toBeLessThan(5000);
});

test.each([
	['/fine_tuning/jobs/', 307],
	['/fine_tuning/jobs//events', 404],
	['/fine_tuning/jobs?limit=0', 400],
	['/fine_tuning/jobs?limit=101', 400],
	['/fine_tuning/jobs?after=ftjob-none', 400],
	['/nothing', 404],
])('GET %s answers %d', async (path, status) => {
	const response = await fetch(sandbox.baseUrl + path, { headers, redirect: 'manual' });
	expect(response.status).toBe(status);
	expect(response.headers.get('x-request-id')).toMatch(/^req_/);
	expect(response.headers.get('x-sandbox')).toBe('simulated');
});

test('an unknown path wants the key too, and a fault counts it once', async () => {
	const { status } = await fetch(`${sandbox.baseUrl}/nothing`);
	expect(status).toBe(401);
	sandbox.faults.add({ nth: 2, status: 418 });
	const answers = [];
	for (let index = 0; index < 3; index += 1) {
		answers.push((await fetch(`${sandbox.baseUrl}/nothing`, { headers })).status);
	}
	expect(answers).toEqual([404, 418, 404]);
});

describe('state file', () => {
	let folder: string;
	beforeEach(() => {
		folder = mkdtempSync(join(tmpdir(), 'sandbox-state-'));
	});
	afterEach(() => rmSync(folder, { recursive: true }));

	test('everything is there again after a restart, and ids go on', async () => {
		const stateFile = join(folder, 'state.json');
		const options = { stateFile, startTime: START, seed: 5 };
		const first = await startSandbox(options);
		const line =
			'{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}\n';
		const form = new FormData();
		form.set('purpose', 'fine-tune');
		form.set('file', new Blob([line.repeat(10)]), 'ten.jsonl');
		await fetch(`${first.baseUrl}/files`, { method: 'POST', headers, body: form });
		const [training_file] = first.store.files.keys();
		await fetch(`${first.baseUrl}/fine_tuning/jobs`, {
			method: 'POST',
			headers: { ...headers, 'content-type': 'application/json' },
			body: JSON.stringify({ model: 'gpt-4.1-mini-2025-04-14', training_file }),
		});
		const [id] = first.store.jobs.keys();
		first.clock.advance(12);
		await first.close();

		const second = await startSandbox(options);
		expect(second.clock.now()).toBe(START + 12);
		const job = await fetch(`${second.baseUrl}/fine_tuning/jobs/${id}`, { headers });
		expect(await job.json()).toMatchObject({ id, status: 'running' });
		const content = await fetch(`${second.baseUrl}/files/${training_file}/content`, { headers });
		expect(await content.text()).toBe(line.repeat(10));
		expect(second.seedJob({ status: 'queued' }).id).not.toBe(id);
		second.clock.advance(100);
		await fetch(`${second.baseUrl}/models`, { headers });
		expect(second.store.models.size).toBe(1);
		const [model] = second.store.models.keys();
		await fetch(`${second.baseUrl}/models/${model}`, { method: 'DELETE', headers });
		await second.close();

		const third = await startSandbox(options);
		await fetch(`${third.baseUrl}/models`, { headers });
		expect(third.store.models.size).toBe(0);
		expect(third.store.files.size).toBe(2);
		await third.close();
	});

	test.each(['{"cut', '{"version":9}', '[]'])('a file with %s is refused by name', async (text) => {
		const stateFile = join(folder, 'state.json');
		writeFileSync(stateFile, text);
		await expect(startSandbox({ stateFile })).rejects.toThrow(stateFile);
	});
});
