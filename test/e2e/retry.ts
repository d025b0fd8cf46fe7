import { createSandboxCredential } from '../../scripts/lib/examples';
import type { N8n } from '../../scripts/lib/n8n';
import type { Execution } from '../../scripts/lib/n8n-api';
import { waitFor } from '../../scripts/lib/wait';
import type { Sandbox } from '../../sandbox';
import { chain, node, OURS } from './chain';
import { uploadedFile } from './uploaded';

/**
 * Creates a job for each of three rows, the third of which is refused; kills n8n, starts it again, and lets it retry
 * the execution.
 * @returns the jobs that the first execution made, and the execution that repeated it
 */
export async function retryThirdCreate(
	n8n: N8n,
	sandbox: Sandbox,
): Promise<{ failed: Execution; before: string[]; retried: Execution }> {
	const credentialId = await createSandboxCredential(n8n.api, sandbox.baseUrl);
	const known = new Set(sandbox.store.jobs.keys());
	const workflow = await n8n.api.createWorkflow(
		chain('Three jobs', [
			node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
			node('Rows', 'n8n-nodes-base.code', 2, {
				jsCode: 'return [1, 2, 3].map((row) => ({ json: { row } }));',
			}),
			node(
				'Create',
				OURS,
				1,
				{
					resource: 'job',
					operation: 'create',
					model: { __rl: true, mode: 'id', value: 'gpt-4.1-mini-2025-04-14' },
					trainingSource: 'file',
					trainingFile: { __rl: true, mode: 'id', value: await uploadedFile(sandbox) },
				},
				credentialId,
			),
		]),
	);
	sandbox.faults.add({ method: 'POST', path: /fine_tuning\/jobs$/, nth: 3, status: 400 });
	const first = await n8n.api.runWorkflow(workflow, 'Start');
	const failed = await ended(n8n, first, 'the execution to fail');
	const before = [...sandbox.store.jobs.keys()].filter((id) => !known.has(id));
	await n8n.kill();
	await n8n.startAgain();
	await n8n.api.retryExecution(first);
	const [latest = ''] = await n8n.api.executionIds(workflow.id);
	return { failed, before, retried: await ended(n8n, latest, 'the retried execution to end') };
}

async function ended({ api }: N8n, id: string, what: string): Promise<Execution> {
	return await waitFor(async () => await api.finishedExecution(id), {
		what,
		seconds: 60,
		intervalMs: 500,
	});
}
