import { parse } from 'flatted';

import { Problem } from './log';
import type { Runtime } from './runtime';
import { waitFor } from './wait';

/** The account that n8n's set-up page would make. */
export interface Owner {
	email: string;
	password: string;
	firstName: string;
	lastName: string;
}

/** A workflow as n8n exports it, as far as these scripts look at it. */
export interface WorkflowFile {
	name: string;
	nodes: WorkflowNode[];
	connections: Record<string, unknown>;
	settings?: Record<string, unknown>;
}

/** One node of an exported workflow. */
export interface WorkflowNode {
	name: string;
	type: string;
	parameters: Record<string, unknown>;
	credentials?: Record<string, { id: string; name: string }>;
}

/** A workflow as n8n has stored it. */
export interface StoredWorkflow extends WorkflowFile {
	id: string;
	versionId: string;
}

/** One run of a workflow, with what each node gave out. */
export interface Execution {
	id: string;
	status: string;
	/** What started it, such as `manual` or `trigger`. */
	mode: string;
	/** When it started, in epoch milliseconds. */
	startedAt: number;
	/** The items' JSON that a node gave in its last round, on all its outputs. */
	itemsOf(node: string): Array<Record<string, unknown>>;
	/** By which ids n8n keeps the files that a node gave in its last round; none for those in memory. */
	fileIdsOf(node: string): string[];
	/** When a node began its last round, in epoch milliseconds, and how long it took, as n8n records it. */
	timeOf(node: string): { startedAt: number; ms: number };
	/** The items' JSON that the execution was started with and had not worked on when it ended. */
	readonly waitingItems: Array<Record<string, unknown>>;
	/** Why it failed, in n8n's words. */
	errorMessage?: string;
}

interface Item {
	json: Record<string, unknown>;
	binary?: Record<string, { id?: string }>;
}

type Items = Array<Item[] | null>;

const GOES_ON = new Set(['new', 'running', 'waiting', 'unknown']);

interface RunData {
	executionData?: { nodeExecutionStack?: Array<{ data?: { main?: Items } }> };
	resultData?: {
		error?: { message?: string; description?: string; node?: { name?: string } };
		runData?: Record<
			string,
			Array<{ startTime?: number; executionTime?: number; data?: { main?: Items } }>
		>;
	};
}

/** The few calls of n8n's own REST API that the demo and the end-to-end tests make, as its editor makes them. */
export class N8nApi {
	private cookie = '';

	constructor(
		private readonly url: string,
		private readonly runtime: Pick<Runtime, 'activatesAtOnce'>,
	) {}

	/** Claims a new n8n for its owner, and signs in. */
	async setUpOwner(owner: Owner): Promise<void> {
		await this.call('POST', '/rest/owner/setup', owner);
	}

	/** Stores a credential and gives its id. */
	async createCredential(name: string, type: string, data: object): Promise<string> {
		return (await this.call<{ id: string }>('POST', '/rest/credentials', { name, type, data })).id;
	}

	/** What n8n says of a credential when somebody tests it in the editor. */
	async testCredential(type: string, data: object): Promise<{ status: string; message: string }> {
		const credentials = { id: '', name: 'To be tested', type, data };
		return await this.call('POST', '/rest/credentials/test', { credentials });
	}

	/** Stores a workflow as an import in the editor would. */
	async createWorkflow(workflow: WorkflowFile): Promise<StoredWorkflow> {
		const { name, nodes, connections, settings = {} } = workflow;
		// Older versions take none that does not say so.
		const stored = { name, nodes, connections, settings, active: false };
		return await this.call('POST', '/rest/workflows', stored);
	}

	/** Activates a workflow and waits until its trigger really runs. @throws Problem when its first poll fails */
	async activate({ id, versionId, name }: StoredWorkflow): Promise<void> {
		await this.call('POST', `/rest/workflows/${id}/activate`, { versionId });
		if (this.runtime.activatesAtOnce) return;
		await waitFor(
			async () => {
				const answer = await this.call<{ status: string }>(
					'GET',
					`/rest/workflows/${id}/publication-status`,
				);
				if (answer.status === 'failed') {
					throw new Problem(`"${name}" could not be activated: ${JSON.stringify(answer)}`);
				}
				return answer.status === 'published';
			},
			{ what: `"${name}" to be active`, seconds: 60 },
		);
	}

	/** Stops a workflow's trigger. */
	async deactivate({ id }: StoredWorkflow): Promise<void> {
		await this.call('POST', `/rest/workflows/${id}/deactivate`, {});
	}

	/**
	 * Runs a workflow once, as its Execute button does, or as its chat does with what was said.
	 * @returns the execution's id
	 */
	async runWorkflow(
		workflow: StoredWorkflow,
		trigger: string,
		chatInput?: string,
	): Promise<string> {
		const said = { sessionId: 'chat-1', action: 'sendMessage', chatInput };
		const data = { main: [[{ json: said }]] };
		const run = { startTime: Date.now(), executionTime: 0, executionIndex: 0, source: [], data };
		const answer = await this.call<{ executionId: string }>(
			'POST',
			`/rest/workflows/${workflow.id}/run`,
			{
				workflowData: workflow,
				triggerToStartFrom: {
					name: trigger,
					...(chatInput !== undefined && { data: { ...run, executionStatus: 'success' } }),
				},
			},
		);
		return answer.executionId;
	}

	/** Retries a failed execution, as "Retry" in the list of executions does, and waits for its end. */
	async retryExecution(id: string): Promise<void> {
		await this.call('POST', `/rest/executions/${id}/retry`, { loadWorkflow: false });
	}

	/** What n8n has saved for a workflow's trigger nodes, by `node:NAME`. */
	async staticData(workflowId: string): Promise<Record<string, unknown>> {
		const { staticData } = await this.call<{ staticData: Record<string, unknown> | null }>(
			'GET',
			`/rest/workflows/${workflowId}`,
		);
		return staticData ?? {};
	}

	/** The ids of a workflow's executions, newest first. */
	async executionIds(workflowId: string): Promise<string[]> {
		const filter = encodeURIComponent(JSON.stringify({ workflowId }));
		const answer = await this.call<{ results: Array<{ id: string }> }>(
			'GET',
			`/rest/executions?filter=${filter}&limit=100`,
		);
		return answer.results.map(({ id }) => id);
	}

	/** One execution, or undefined while it goes on. */
	async finishedExecution(id: string): Promise<Execution | undefined> {
		const execution = await this.execution(id);
		return GOES_ON.has(execution.status) ? undefined : execution;
	}

	/** One execution, with what n8n has on record of it by now. */
	async execution(id: string): Promise<Execution> {
		const { status, mode, startedAt, data } = await this.call<{
			status: string;
			mode: string;
			startedAt: string | null;
			data: string;
		}>('GET', `/rest/executions/${id}`);
		// There is nothing on record while it runs, unless it began with items.
		const { resultData, executionData } = (parse(data) ?? {}) as RunData;
		const error = resultData?.error;
		const lastRoundOf = (node: string) => resultData?.runData?.[node]?.at(-1);
		const outputOf = (node: string) => itemsIn(lastRoundOf(node)?.data?.main);
		return {
			id,
			status,
			mode,
			startedAt: Date.parse(startedAt ?? ''),
			itemsOf: (node) => outputOf(node).map(({ json }) => json),
			fileIdsOf: (node) =>
				outputOf(node)
					.flatMap(({ binary = {} }) => Object.values(binary))
					.flatMap(({ id: fileId }) => fileId ?? []),
			timeOf(node) {
				const { startTime = Number.NaN, executionTime = Number.NaN } = lastRoundOf(node) ?? {};
				return { startedAt: startTime, ms: executionTime };
			},
			waitingItems: (executionData?.nodeExecutionStack ?? []).flatMap(({ data: waiting }) =>
				itemsIn(waiting?.main).map(({ json }) => json),
			),
			errorMessage:
				error && [error.node?.name, error.message, error.description].filter(Boolean).join(': '),
		};
	}

	private async call<T>(method: 'GET' | 'POST', path: string, body?: object): Promise<T> {
		const response = await fetch(this.url + path, {
			method,
			// n8n ties a session to the browser that opened it; this is ours.
			headers: {
				'browser-id': 'scripts',
				'content-type': 'application/json',
				cookie: this.cookie,
				// n8n ends a connection that nobody has used for 5 s, perhaps in the moment in which it is used again.
				connection: 'close',
			},
			body: body && JSON.stringify(body),
		});
		const text = await response.text();
		if (!response.ok) {
			throw new Problem(`n8n answered ${response.status} to ${method} ${path}: ${text}`);
		}
		const session = response.headers.getSetCookie().find((line) => line.startsWith('n8n-auth='));
		if (session) this.cookie = session.split(';', 1)[0] ?? '';
		return (JSON.parse(text) as { data: T }).data;
	}
}

function itemsIn(items: Items | undefined): Item[] {
	return (items ?? []).flatMap((list) => list ?? []);
}
