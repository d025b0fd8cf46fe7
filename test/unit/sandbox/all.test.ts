/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { startSandboxes, type Sandboxes } from '../../../sandbox/all';
import { DIALECT_NAMES, type DialectName } from '../../../sandbox/dialects';

/** Where each lists its jobs, below its base URL; none is OpenAI's place. */
const LISTS: Partial<Record<DialectName, string>> = {
	together: '/fine-tunes',
	localAi: '/../api/fine-tuning/jobs',
	unsloth: '/../api/train/runs',
	liteLlm: '/fine_tuning/jobs?custom_llm_provider=openai',
};

let sandboxes: Sandboxes;
let folder: string | undefined;

afterEach(async () => {
	await sandboxes.close();
	if (folder) rmSync(folder, { recursive: true });
	folder = undefined;
});

const headers = () => ({
	authorization: `Bearer ${sandboxes.apiKey}`,
	'api-key': sandboxes.apiKey,
});
const list = async (dialect: DialectName) => {
	const url = sandboxes.baseUrlOf(dialect) + (LISTS[dialect] ?? '/fine_tuning/jobs');
	const response = await fetch(url, { headers: headers() });
	return { status: response.status, text: await response.text() };
};
const origin = () => sandboxes.baseUrl.replace(/\/v1$/, '');
const steer = async (path: string, body: object) =>
	await fetch(`${origin()}${path}`, {
		method: 'POST',
		headers: { 'content-type': 'application/json' },
		body: JSON.stringify(body),
	});

test('the base URL says which provider it passes for, and each has jobs of its own', async () => {
	sandboxes = await startSandboxes({ seed: 1 });
	for (const dialect of DIALECT_NAMES) {
		const id = dialect === 'localAi' ? '0b51f9e2-0000-4000-8000-000000000000' : `job-${dialect}`;
		await steer(`/${dialect}/sandbox/jobs`, { id, status: 'running' });
		const { status, text } = await list(dialect);
		expect([dialect, status, text.includes(`"${id}"`)]).toEqual([dialect, 200, true]);
		const others = DIALECT_NAMES.filter((other) => other !== dialect);
		expect(others.filter((other) => text.includes(`job-${other}`))).toEqual([]);
	}
	// Without a name it is OpenAI, whose errors tell the path as it was asked for.
	const plain = await fetch(`${sandboxes.baseUrl}/fine_tuning/jobs`, { headers: headers() });
	expect(await plain.text()).toContain('job-openAi');
	const nothing = await fetch(`${origin()}/nobody/v1/files`, { headers: headers() });
	expect(nothing.status).toBe(404);
	expect(await nothing.text()).toContain('/nobody/v1/files');
});

test('faults reach the connection, and what was put off is acted on', async () => {
	sandboxes = await startSandboxes({ seed: 1 });
	await steer('/together/sandbox/faults', { path: 'fine-tunes', nth: 1, drop: 'before' });
	await expect(list('together')).rejects.toThrow(/fetch failed/);
	expect((await list('together')).status).toBe(200);
	await steer('/together/sandbox/faults', { method: 'POST', path: 'files', finishLateMs: 20 });
	const form = new FormData();
	form.set('purpose', 'fine-tune');
	form.set('file_name', 'train.jsonl');
	const line = '{"messages":[{"role":"user","content":"q"},{"role":"assistant","content":"a"}]}\n';
	form.set('file', new Blob([line.repeat(12)]), 'train.jsonl');
	const url = sandboxes.baseUrlOf('together');
	const sent = await fetch(`${url}/files/upload`, {
		method: 'POST',
		headers: headers(),
		body: form,
	});
	expect(sent.status).toBe(502);
	await new Promise((resolve) => setTimeout(resolve, 500));
	const files = await fetch(`${url}/files`, { headers: headers() });
	expect(await files.text()).toContain('train.jsonl');
});

test('each keeps a file of its own, and a taken port is told', async () => {
	folder = mkdtempSync(join(tmpdir(), 'sandboxes-'));
	const stateFile = join(folder, 'state.json');
	sandboxes = await startSandboxes({ seed: 1, stateFile });
	await steer('/sandbox/jobs', { id: 'job-openAi', status: 'running' });
	await steer('/nebius/sandbox/jobs', { id: 'job-nebius', status: 'running' });
	const port = Number(new URL(origin()).port);
	await expect(startSandboxes({ port })).rejects.toMatchObject({ code: 'EADDRINUSE' });
	await sandboxes.close();
	sandboxes = await startSandboxes({ seed: 1, stateFile });
	expect((await list('nebius')).text).toContain('job-nebius');
	expect((await list('openAi')).text).not.toContain('job-nebius');
	expect((await list('openAi')).text).toContain('job-openAi');
});
