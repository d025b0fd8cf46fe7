import { NodeOperationError } from 'n8n-workflow';

import type { JobRequest } from '../domain/jobRequest';
import type { PriceEstimate } from '../domain/price';
import { offered, send, type Caller } from './caller';

/**
 * What a job would cost by its provider. Its files have to be there already.
 * @throws NodeOperationError, NodeApiError
 */
export async function priceOf(caller: Caller, request: JobRequest): Promise<PriceEstimate> {
	const route = offered(
		caller,
		({ jobs }) => jobs.estimate,
		'tell the price of a job before it is created',
	);
	const prepared = route(request);
	if (!prepared.ok) {
		throw new NodeOperationError(caller.context.getNode(), prepared.problem, {
			description: prepared.advice,
		});
	}
	return await send(caller, prepared.value, {
		action: 'ask for the price of the job',
		// It leaves nothing behind.
		repeatable: true,
	});
}
