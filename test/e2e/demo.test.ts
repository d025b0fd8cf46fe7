/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, @n8n/community-nodes/no-dangerous-functions -- runs in Node, not in n8n */
import { spawn } from 'node:child_process';
import { createServer } from 'node:net';
import { join } from 'node:path';

import { root } from '../../scripts/lib/paths';
import { freePort } from '../../scripts/lib/ports';

async function demo(args: string[]): Promise<{ code: number | null; out: string; err: string }> {
	return await new Promise((resolve) => {
		const script = join(root, 'scripts', 'bootstrap.mjs');
		const child = spawn(process.execPath, [script, 'demo', ...args], { cwd: root });
		let out = '';
		let err = '';
		child.stdout.on('data', (chunk) => (out += chunk));
		child.stderr.on('data', (chunk) => (err += chunk));
		child.on('close', (code) => resolve({ code, out, err }));
	});
}

describe('npm run demo -- --headless', () => {
	it('trains a model in n8n and is told of its end by the trigger', async () => {
		const ports = ['--port', `${await freePort()}`, '--sandbox-port', `${await freePort()}`];
		const { code, out, err } = await demo(['--headless', ...ports]);

		expect({ code, err }).toEqual({ code: 0, err: expect.any(String) });
		const lines = out.split('\n');
		expect(lines).toHaveLength(4);
		expect(lines[3]).toBe('');
		const [job, item, answers] = lines.slice(0, 3).map((line) => JSON.parse(line));
		expect(job).toMatchObject({
			id: expect.stringMatching(/^ftjob-/),
			status: 'succeeded',
			fineTunedModel: expect.stringMatching(/^ft:gpt-4.1-mini-2025-04-14:.+:tickets:/),
			errorMessage: null,
		});
		expect(job.trainedTokens).toBeGreaterThan(0);
		expect(item).toMatchObject({
			id: job.id,
			event: 'succeeded',
			eventId: `${job.id}:succeeded`,
			status: 'succeeded',
			fineTunedModel: job.fineTunedModel,
			summary: expect.stringContaining(job.fineTunedModel),
		});
		expect(answers.unseenTickets).toBe(40);
		expect(answers.newModelRight).toBeGreaterThanOrEqual(32);
		expect(answers.baseModelRight).toBeLessThan(16);
	});

	it('says which port is taken, and by which option to choose another', async () => {
		const port = await freePort();
		const other = createServer().listen(port, '127.0.0.1');
		try {
			const { code, out, err } = await demo(['--headless', '--port', `${port}`]);
			expect(code).toBe(1);
			expect(out).toBe('');
			expect(err).toContain(`Port ${port}, meant for n8n, is taken`);
			expect(err).toMatch(/npm run demo -- --port \d+/);
		} finally {
			other.close();
		}
	});
});
