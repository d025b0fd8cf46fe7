/* eslint-disable @n8n/community-nodes/require-node-api-error, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import {
	createOpenAiCredential,
	createSandboxCredential,
	exampleNodes,
	importExample,
} from '../../scripts/lib/examples';
import { startN8n, type N8n } from '../../scripts/lib/n8n';
import type { Execution, StoredWorkflow } from '../../scripts/lib/n8n-api';
import { freePort } from '../../scripts/lib/ports';
import { waitFor } from '../../scripts/lib/wait';
import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox';
import { startEdge, type Edge } from './edge';
import { nodesOfEdge } from './edgeNodes';

/** Everything that the examples need, running: n8n, the sandbox, and what stands in for Slack, Google and Azure. */
export interface ExampleStage {
	readonly n8n: N8n;
	readonly sandbox: Sandbox;
	readonly edge: Edge;
	/**
	 * Imports an example with all its credentials and the sheet set; its trigger polls every two seconds.
	 * @param modelUrl where n8n's own OpenAI nodes ask, the sandbox by default
	 */
	import(file: string, modelUrl?: string): Promise<StoredWorkflow>;
	/** Runs a workflow from its trigger, or with what was said in its chat, to its end. */
	run(workflow: StoredWorkflow, trigger: string, chatInput?: string): Promise<Execution>;
	/** The execution that the end of a job has started. */
	executionOf(workflow: StoredWorkflow, jobId: string): Promise<Execution>;
	stop(): Promise<void>;
}

/** @param sandboxOptions how the sandbox behaves, such as the speed of its jobs */
export async function startExampleStage(
	sandboxOptions: SandboxOptions = {},
): Promise<ExampleStage> {
	const running: Array<() => Promise<void>> = [];
	const stop = async () => {
		for (const stopOne of running.splice(0).reverse()) await stopOne();
	};
	try {
		const edge = await startEdge();
		running.push(async () => await edge.stop());
		const sandbox = await startSandbox(sandboxOptions);
		running.push(async () => await sandbox.close());
		const tarball = String(process.env.PACKAGE_TARBALL);
		const port = await freePort();
		const n8n = await startN8n({ port, tarball, disposable: true, env: edge.env });
		running.push(async () => await n8n.stop());
		const { api } = n8n;
		const credentialId = await createSandboxCredential(api, sandbox.baseUrl);
		const adapt = await nodesOfEdge(api, edge);
		return {
			...{ n8n, sandbox, edge, stop },
			async import(file, modelUrl = sandbox.baseUrl) {
				const asking = await createOpenAiCredential(api, modelUrl);
				return await importExample(api, file, credentialId, {
					pollSeconds: 2,
					adapt: (node) => adapt(asking(node)),
				});
			},
			async run(workflow, trigger, chatInput) {
				const id = await api.runWorkflow(workflow, trigger, chatInput);
				return await waitFor(async () => await api.finishedExecution(id), {
					what: `"${workflow.name}" to end`,
					seconds: 120,
					intervalMs: 500,
				});
			},
			async executionOf(workflow, jobId) {
				return await waitFor(
					async () => {
						for (const id of await api.executionIds(workflow.id)) {
							const execution = await api.finishedExecution(id);
							const items = execution?.itemsOf(exampleNodes.trigger) ?? [];
							if (items.some((item) => item.id === jobId)) return execution;
						}
						return undefined;
					},
					{ what: `the end of ${jobId} to be handled`, seconds: 60, intervalMs: 500 },
				);
			},
		};
	} catch (error) {
		await stop();
		throw error;
	}
}
