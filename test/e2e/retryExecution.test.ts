/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { startN8n, type N8n } from '../../scripts/lib/n8n';
import { freePort } from '../../scripts/lib/ports';
import { startSandbox, type Sandbox } from '../../sandbox';
import { retryThirdCreate } from './retry';

let sandbox: Sandbox;
let n8n: N8n;

beforeAll(async () => {
	sandbox = await startSandbox({ speed: 20 });
	n8n = await startN8n({
		port: await freePort(),
		tarball: String(process.env.PACKAGE_TARBALL),
		disposable: true,
	});
}, 180_000);

afterAll(async () => {
	await n8n?.stop();
	await sandbox?.close();
});

test('Retry of an execution that failed at its third job, after n8n was killed: three jobs, not five', async () => {
	const { failed, before, retried } = await retryThirdCreate(n8n, sandbox);
	expect(failed.status).toBe('error');
	expect(before).toHaveLength(2);
	expect([retried.status, retried.errorMessage]).toEqual(['success', undefined]);
	const items = retried.itemsOf('Create');
	expect(items.map(({ recovered }) => recovered)).toEqual([true, true, undefined]);
	expect(items.slice(0, 2).map(({ id }) => id)).toEqual(before);
	expect(sandbox.store.jobs.size).toBe(3);
}, 240_000);
