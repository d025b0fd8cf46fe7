import { createHash, randomUUID } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';
import { jsonStringify } from 'n8n-workflow';

import type { JobRequest } from '../../../../shared/domain/jobRequest';

/** What tells one create from every other. */
export interface CreateOrigin {
	/** The idempotency key: 40 hexadecimal characters, or the user's own. */
	key: string;
	/** The run of the node that the create belongs to. */
	runId: string;
	/** n8n's Retry On Fail stays in one execution; its Retry of an execution is a new one. */
	executionId: string;
	/**
	 * Whether a job with this key may exist already: in an execution that repeats another one, and where the
	 * user gave the key.
	 */
	mayRepeat: boolean;
}

/**
 * Which create an item stands for: the same when n8n runs the node again by itself (Retry On Fail) or at the
 * user's wish (Retry of an execution), different for every item, run and execution.
 *
 * - Two instances may run copies of one workflow, and nodes imported through the API may share an ID or have
 *   none: instance and node name count.
 * - A retried execution has another ID but the moment at which the first one began. Two executions may begin in
 *   one millisecond: the item's data counts.
 * - The fields of the job are left out: an expression such as `{{ $now }}` changes when the node runs again.
 *   Only as an AI tool they count instead of run and item: there, n8n raises the run with every try.
 * @param given the user's own key; empty for none
 */
export function originOf(
	context: IExecuteFunctions,
	item: number,
	draft: JobRequest,
	{ given, account, keyHash }: { given: string; account: string; keyHash: string },
): CreateOrigin {
	// Without an execution nothing can be a repeat of anything.
	const executionId = context.getExecutionId() || randomUUID();
	if (given !== '') {
		const runId = hash([account, keyHash, given]);
		return { key: given, runId, executionId, mayRepeat: true };
	}
	const { id, name, type } = context.getNode();
	const run = [
		account,
		context.getInstanceId(),
		context.getWorkflow().id,
		establishedAt(context) ?? executionId,
		id,
		name,
	];
	const asTool = type.endsWith('Tool');
	const { $runIndex } = context.getWorkflowDataProxy(item);
	const oneRun = asTool ? run : [...run, Number($runIndex) || 0];
	const what = asTool ? draft : [item, context.getInputData()[item]?.json ?? null];
	return {
		// Without the API key: a job is found again with another one of the same account.
		key: hash([hash(oneRun), what]),
		// With it: what this process remembers is nobody else's business.
		runId: hash([oneRun, keyHash]),
		executionId,
		mayRepeat: context.getMode() === 'retry',
	};
}

type ExecutionContext = { establishedAt: number } | undefined;

/** Where n8n keeps what an execution and its retries have in common; undefined before n8n 1.121. */
function contextSource({
	getExecutionContext,
}: IExecuteFunctions): (() => ExecutionContext) | undefined {
	return getExecutionContext;
}

/** When the first of an execution and its retries began, in epoch milliseconds. */
function establishedAt(context: IExecuteFunctions): number | undefined {
	return contextSource(context)?.call(context)?.establishedAt;
}

/** Whether this n8n tells a retried execution from a new one. Every n8n 2 does. */
export function knowsRetries(context: IExecuteFunctions): boolean {
	return contextSource(context) !== undefined;
}

/**
 * What the user has to know where n8n takes a retried execution for a new one; undefined where that does no harm.
 * @param given the user's own key, by which a job is looked for in every execution
 */
export function retryWarning(retriesAreKnown: boolean, given: string): string | undefined {
	return retriesAreKnown || given !== ''
		? undefined
		: "This n8n is older than version 2: when a failed execution is retried, it creates its jobs a second time. Update n8n, or add 'Idempotency Key' under Options.";
}

function hash(parts: unknown): string {
	// An item's data may hold itself.
	const text = jsonStringify(parts, { replaceCircularRefs: true });
	return createHash('sha256').update(text).digest('hex').slice(0, 40);
}
