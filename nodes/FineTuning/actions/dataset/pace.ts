import type { IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError, sleep } from 'n8n-workflow';

/** Others on this n8n get their turn after this long, as they would wait that long for us. */
const STRETCH_MS = 25;

/** Keeps long work from holding up n8n: it runs in short stretches, and ends when it is cancelled. */
export class Pace {
	private since = Date.now();
	private readonly cancelled: AbortSignal | undefined;

	constructor(private readonly context: IExecuteFunctions) {
		this.cancelled = context.getExecutionCancelSignal();
	}

	/**
	 * Runs work that yields between its steps.
	 * @throws NodeOperationError when the execution was cancelled
	 */
	async run<T>(work: Iterator<unknown, T>): Promise<T> {
		for (;;) {
			const step = work.next();
			if (step.done) return step.value;
			if (Date.now() - this.since >= STRETCH_MS) await this.rest();
		}
	}

	/** Between steps that are no generator's. */
	async step(): Promise<void> {
		if (Date.now() - this.since >= STRETCH_MS) await this.rest();
	}

	private async rest(): Promise<void> {
		await sleep(0);
		this.since = Date.now();
		if (this.cancelled?.aborted) {
			throw new NodeOperationError(this.context.getNode(), 'The execution was cancelled');
		}
	}
}
