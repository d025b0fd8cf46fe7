import type { IDataObject } from 'n8n-workflow';

import type { Problem } from '../../../../shared/result';
import { asNumber } from '../../../../shared/text';

/** What a training will take, as far as Dataset → Validate has estimated it. */
export interface Estimate {
	/** Of all epochs. */
	tokens: number;
	/** In the currency of the price that Validate was given; null without one. */
	cost: number | null;
	epochs: number | null;
}

/**
 * The estimate that an item carries, for as many epochs as the job will have; null where the item is not of Validate,
 * or there is none in it.
 * @param epochs as the user has set them: validated later, and ignored where they are no number
 */
export function estimateOn(item: IDataObject, epochs: unknown): Estimate | null {
	const { estimatedCost, trainingTokens, valid } = item;
	if (typeof valid !== 'boolean' || typeof trainingTokens !== 'number') return null;
	const estimated = typeof item.epochs === 'number' && item.epochs > 0 ? item.epochs : null;
	const wanted = asNumber(epochs);
	const set = wanted !== undefined && wanted > 0 && estimated !== null;
	const factor = set ? wanted / estimated : 1;
	return {
		tokens: Math.round(trainingTokens * factor),
		cost: typeof estimatedCost === 'number' ? roundedCost(estimatedCost * factor) : null,
		epochs: set ? wanted : estimated,
	};
}

/** To a millionth, as Validate does. */
export function roundedCost(cost: number): number {
	return Math.round(cost * 1_000_000) / 1_000_000;
}

export interface Limits {
	maxTokens?: number;
	maxCost?: number;
}

/**
 * What keeps a job from being created: an estimate above a limit, or none to hold against it.
 * @param priced whether the provider tells its own price later, so that a cost on the item is not needed
 */
export function overLimit(
	limits: Limits,
	estimate: Estimate | null,
	priced: boolean,
): Problem | undefined {
	const { maxTokens } = limits;
	const untold = estimate === null || estimate.cost === null;
	const maxCost = priced && untold ? undefined : limits.maxCost;
	if (maxTokens === undefined && maxCost === undefined) return undefined;
	if (!estimate) {
		return {
			problem: `'${maxCost === undefined ? 'Max Tokens' : 'Max Cost'}' is set, and the item has no estimate to compare it with`,
			advice:
				'Nothing was uploaded. Put Dataset → Validate directly before this node, or remove the option.',
		};
	}
	if (maxTokens !== undefined && estimate.tokens > maxTokens) {
		return above('Max Tokens', `${inWords(estimate.tokens)} tokens`, inWords(maxTokens));
	}
	if (maxCost === undefined) return undefined;
	if (estimate.cost === null) {
		return {
			problem: "'Max Cost' is set, and the item's estimate has no cost",
			advice:
				"Nothing was uploaded. Enter 'Price per Million Tokens' in Dataset → Validate, or remove the option.",
		};
	}
	return estimate.cost > maxCost
		? above('Max Cost', `about ${inWords(estimate.cost)}`, inWords(maxCost))
		: undefined;
}

function above(option: string, estimate: string, limit: string): Problem {
	return {
		problem: `The job would take ${estimate}, and '${option}' is ${limit}`,
		advice:
			'Nothing was uploaded. Train fewer epochs or on fewer examples, or raise the limit if it is worth that.',
	};
}

/** `Trains about 48,000 tokens in 3 epochs, for about 0.24 in the currency of your price.` */
export function estimateInWords({ tokens, cost, epochs }: Estimate): string {
	const rounds = epochs === null ? '' : ` in ${epochs === 1 ? 'one epoch' : `${epochs} epochs`}`;
	const price = cost === null ? '' : `, for about ${inWords(cost)} in the currency of your price`;
	return `Trains about ${inWords(tokens)} tokens${rounds}${price}.`;
}

export function inWords(number: number): string {
	return number.toLocaleString('en-US', { maximumFractionDigits: 6 });
}
