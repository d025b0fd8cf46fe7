/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { exampleNodes } from '../../scripts/lib/examples';
import type { Execution, N8nApi, StoredWorkflow } from '../../scripts/lib/n8n-api';
import { pause } from './random';

/**
 * Notes a workflow's executions as soon as they are there: of those that a worker's end cuts off, n8n drops the items
 * later.
 */
export class Witness {
	/** By execution, the changes that it was started with. */
	readonly started = new Map<string, string[]>();
	/** The executions that n8n called crashed, with their items, before it gave its last word on them. */
	readonly crashed = new Set<string>();
	private readonly settled = new Map<string, Execution>();
	private readonly timer: NodeJS.Timeout;

	constructor(
		private readonly api: N8nApi,
		private readonly workflow: StoredWorkflow,
	) {
		this.timer = setInterval(() => void this.note().catch(() => {}), 700);
	}

	stop(): void {
		clearInterval(this.timer);
	}

	/** The changes that executions were started with, one entry for each time. */
	get told(): string[] {
		return [...this.started.values()].flat();
	}

	async note(): Promise<void> {
		for (const id of await this.api.executionIds(this.workflow.id)) {
			if (this.settled.has(id)) continue;
			const execution = await this.api.execution(id);
			const { waitingItems, status } = execution;
			const items =
				waitingItems.length > 0 ? waitingItems : execution.itemsOf(exampleNodes.trigger);
			const eventIds = items.map(({ eventId }) => String(eventId));
			if (items.length > 0 && !this.started.has(id)) this.started.set(id, eventIds);
			if (status === 'crashed' && items.length > 0) this.crashed.add(id);
			if (['success', 'error'].includes(status)) this.settled.set(id, execution);
		}
	}

	/** The executions as n8n leaves them: crashed ones soon become errors, but for a few. */
	async lastWords(): Promise<Execution[]> {
		const ids = [...this.started.keys()];
		const latest = Date.now() + 90_000;
		while (Date.now() < latest && !ids.every((id) => this.settled.has(id))) {
			await pause(1);
			await this.note();
		}
		return await Promise.all(
			ids.map(async (id) => this.settled.get(id) ?? (await this.api.execution(id))),
		);
	}
}
