/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { join } from 'node:path';
import { pathToFileURL } from 'node:url';

import { createSandboxCredential } from '../../../scripts/lib/examples';
import { Problem } from '../../../scripts/lib/log';
import { startN8n, type N8n } from '../../../scripts/lib/n8n';
import type { Execution, StoredWorkflow } from '../../../scripts/lib/n8n-api';
import { packPackage } from '../../../scripts/lib/package';
import { workFolder } from '../../../scripts/lib/paths';
import { freePort } from '../../../scripts/lib/ports';
import { currentN8n, ensureRuntime } from '../../../scripts/lib/runtime';
import { waitFor } from '../../../scripts/lib/wait';
import type { Sandbox } from '../../../sandbox';
import { START, workflowOf, type FlowNode } from './flow';
import type { Took } from './probe';

/** Where the files lie that n8n may read. */
export const filesFolder = join(workFolder, 'bench');

/** A real n8n with the packed package, in which both sides run. */
export interface BenchN8n {
	readonly api: N8n['api'];
	/** The credential for a sandbox, as nodes carry it. */
	credentialFor(sandbox: Pick<Sandbox, 'baseUrl'>): Promise<FlowNode['credentials']>;
	/** Stores a workflow that begins with a manual trigger. */
	store(name: string, nodes: readonly FlowNode[]): Promise<StoredWorkflow>;
	/** Runs such a workflow to its end. @throws Problem when it fails, unless failing is what it is run for */
	run(
		workflow: StoredWorkflow,
		options?: { mayFail?: boolean; seconds?: number },
	): Promise<Execution>;
	/** What n8n takes for some work. */
	watched<T>(work: () => Promise<T>): Promise<{ result: T; took: Took }>;
	stop(): Promise<void>;
}

/** Packs the package and starts an n8n with it that is thrown away. */
export async function startBenchN8n(env: Record<string, string> = {}): Promise<BenchN8n> {
	await ensureRuntime(currentN8n);
	const tarball = await packPackage();
	const probePort = await freePort();
	const n8n = await startN8n({
		port: await freePort(),
		tarball,
		disposable: true,
		env: {
			NODE_OPTIONS: `--import ${pathToFileURL(join(__dirname, 'probe.ts')).href}`,
			BENCH_PROBE_PORT: String(probePort),
			N8N_RESTRICT_FILE_ACCESS_TO: filesFolder,
			...env,
		},
	});
	const { api } = n8n;
	const probe = async (path: 'begin' | 'end') =>
		await (
			await fetch(`http://127.0.0.1:${probePort}/${path}`, { headers: { connection: 'close' } })
		).json();
	return {
		api,
		stop: n8n.stop,
		async credentialFor({ baseUrl }) {
			return {
				fineTuningApi: { id: await createSandboxCredential(api, baseUrl), name: 'Sandbox' },
			};
		},
		store: async (name, nodes) => await api.createWorkflow(workflowOf(name, nodes)),
		async run(workflow, { mayFail = false, seconds = 300 } = {}) {
			const id = await api.runWorkflow(workflow, START);
			const execution = await waitFor(async () => await api.finishedExecution(id), {
				what: `"${workflow.name}" to end`,
				seconds,
				intervalMs: 50,
			});
			if (execution.status !== 'success' && !mayFail) {
				throw new Problem(`"${workflow.name}" failed: ${execution.errorMessage}`);
			}
			return execution;
		},
		async watched(work) {
			await probe('begin');
			const result = await work();
			return { result, took: (await probe('end')) as Took };
		},
	};
}
