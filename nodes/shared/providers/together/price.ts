import type { IDataObject } from 'n8n-workflow';

import type { PriceEstimate } from '../../domain/price';
import { isRecord } from '../../text';
import { numberOf, textOf } from '../openAiProtocol/readers';

/**
 * What of a create's body the estimate takes, and so nothing that is secret.
 * Source: npm together-ai 0.52.0, FineTuningEstimatePriceParams
 */
const TAKEN = [
	'training_file',
	'validation_file',
	'model',
	'from_checkpoint',
	'n_epochs',
	'n_evals',
	'training_method',
	'training_type',
] as const;

/** What is asked for the price of the job that a create's body makes. */
export function priceBody(body: IDataObject): IDataObject {
	return Object.fromEntries(
		TAKEN.flatMap((name) => (body[name] === undefined ? [] : [[name, body[name]]])),
	);
}

/** As they complete "… gives no price for this job: …". */
const REASONS: Readonly<Record<string, string>> = {
	multimodal_dataset: 'the training data holds more than text',
	train_file_not_validated: 'the training file has not been checked yet',
	eval_file_not_validated: 'the validation file has not been checked yet',
	train_file_invalid: 'the training file was found to be wrong',
	eval_file_invalid: 'the validation file was found to be wrong',
};
/** A name of theirs. Anything else is not repeated: nobody knows what stands in it. */
const NAME = /^[a-z_]{1,60}$/;

/**
 * The price is one in US dollars: of `estimated_total_price` nothing is said, but it is held against `user_limit`,
 * "your credit limit in dollars". Both by npm together-ai 0.52.0, FineTuningEstimatePriceResponse, whose
 * fields may all be absent; https://github.com/togethercomputer/openapi lacks `estimation_available`.
 */
export function readPrice(raw: unknown): PriceEstimate | null {
	if (!isRecord(raw)) return null;
	const { estimation_available: available, unavailable_reason: reason } = raw;
	if (available === false) return { available, reason: reasonOf(reason) };
	const price = numberOf(raw.estimated_total_price);
	if (price === null) {
		// An estimate without a price bounds nothing; an answer with neither is somebody else's.
		return available === true ? { available: false, reason: 'its estimate holds none' } : null;
	}
	if (price < 0) return null;
	const trained = numberOf(raw.estimated_train_token_count);
	const evaluated = numberOf(raw.estimated_eval_token_count) ?? 0;
	return {
		available: true,
		price,
		tokens: trained === null ? null : trained + evaluated,
		// Where it does not say, the create itself is refused.
		allowed: raw.allowed_to_proceed !== false,
		credit: numberOf(raw.user_limit),
	};
}

function reasonOf(reason: unknown): string {
	const name = textOf(reason) ?? '';
	const known = Object.hasOwn(REASONS, name) ? REASONS[name] : undefined;
	return known ?? (NAME.test(name) ? `it says '${name}'` : 'it does not say why');
}
