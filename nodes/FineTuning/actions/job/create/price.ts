import { NodeOperationError } from 'n8n-workflow';

import type { JobRequest } from '../../../../shared/domain/jobRequest';
import type { Price, PriceEstimate } from '../../../../shared/domain/price';
import type { Problem } from '../../../../shared/result';
import type { ItemRun } from '../../operation';
import { inWords, roundedCost } from './limits';

/**
 * Holds a job that is about to be created against its limit, by the provider's own price.
 * @returns the price in words; undefined without a limit, or where the provider tells none: then nothing was sent
 * @throws NodeOperationError, NodeApiError where the limit is not kept, or cannot be checked
 */
export async function withinPrice(
	run: ItemRun,
	request: JobRequest,
	maxCost: number | undefined,
): Promise<string | undefined> {
	const { api, context } = run;
	const { displayName, jobs } = api.provider;
	if (maxCost === undefined || !jobs.estimate) return undefined;
	const estimate = await asked(run, request);
	const over = overPrice(displayName, estimate, maxCost);
	if (over) {
		throw new NodeOperationError(context.getNode(), over.problem, { description: over.advice });
	}
	return estimate.available ? priceInWords(displayName, estimate) : undefined;
}

async function asked({ api }: ItemRun, request: JobRequest): Promise<PriceEstimate> {
	try {
		return await api.jobs.price(request);
	} catch (error) {
		// Mostly the first call that names the model: refused like a create.
		const known = await api.jobs.refused(request.model, error);
		known.description = [
			"No job was created, since 'Max Cost' could not be checked.",
			known.description,
		]
			.filter(Boolean)
			.join(' ');
		throw known;
	}
}

/** What keeps a job from being created: a price above the limit, or none to hold against it. */
export function overPrice(
	provider: string,
	estimate: PriceEstimate,
	maxCost: number,
): Problem | undefined {
	if (!estimate.available) {
		return {
			problem: `${provider} gives no price for this job: ${estimate.reason}`,
			advice:
				"No job was created, since 'Max Cost' could not be checked. Put right what is named, or try again in a minute where it is not done yet; or remove 'Max Cost' to train without a limit.",
		};
	}
	const { price, allowed, credit } = estimate;
	const cost = roundedCost(price);
	if (cost > maxCost) {
		return {
			problem: `${provider} prices the job at about ${inWords(cost)} US dollars, and 'Max Cost' is ${inWords(maxCost)}`,
			advice:
				'No job was created. Train fewer epochs or on fewer examples, or raise the limit if it is worth that.',
		};
	}
	if (allowed) return undefined;
	const limit = credit === null ? '' : ` The account's own limit is ${inWords(credit)} US dollars.`;
	return {
		problem: `${provider} does not allow this job, which it prices at about ${inWords(cost)} US dollars`,
		advice: `No job was created, though 'Max Cost' is ${inWords(maxCost)}.${limit} Add credit or raise the account's limit, or train fewer epochs or on fewer examples.`,
	};
}

/** `Together AI prices the job at about 0.24 US dollars, for about 48,000 tokens.` */
export function priceInWords(provider: string, { price, tokens }: Price): string {
	const amount = tokens === null ? '' : `, for about ${inWords(tokens)} tokens`;
	return `${provider} prices the job at about ${inWords(roundedCost(price))} US dollars${amount}.`;
}
