import { randomUUID } from 'node:crypto';
import type { IExecuteFunctions } from 'n8n-workflow';

import { createKeyOf } from '../../../shared/createKey';

/**
 * Which create an item stands for: the same when n8n's Retry On Fail runs the node again, different for
 * every item, run and execution.
 */
export function originOf(context: IExecuteFunctions, item: number): { key: string; runId: string } {
	const { $runIndex } = context.getWorkflowDataProxy(item);
	const origin = {
		instance: context.getInstanceId(),
		workflow: context.getWorkflow().id ?? '',
		// Without an execution nothing can be a repeat of anything.
		execution: context.getExecutionId() || randomUUID(),
		node: context.getNode().id,
		run: Number($runIndex) || 0,
		item,
	};
	return { key: createKeyOf(origin), runId: createKeyOf({ ...origin, item: -1 }) };
}
