import { NodeApiError, type Failure } from 'n8n-workflow';

import { mapConcurrently } from '../../../../shared/concurrency';
import type { ChatAnswer } from '../../../../shared/domain/chat';
import { cancelled } from '../../../../shared/execution';
import type { ItemRun } from '../../operation';
import type { TestExample } from './testExample';

/**
 * What came of one question: an answer; a refusal of the request, which such a request will always meet; or no
 * answer because of the server or the network, which says nothing about the model.
 */
export type Outcome =
	| { kind: 'answered'; answer: ChatAnswer }
	| { kind: 'refused' | 'unanswered'; error: NodeApiError };

/** One example, and what came of asking it. */
export interface Trial {
	example: TestExample;
	own: Outcome;
	/** Of the model that it is compared with. */
	other?: Outcome;
}

/** Questions under way at a time; the account's budget may let through fewer. */
const AT_ONCE = 10;
/** As many failures in a row from the first example on are no matter of single examples any more. */
const FAILURES_AT_FIRST = 3;

/** What was asked, and what put an end to it before all was; absent where nothing did. */
export interface Asked {
	trials: Trial[];
	stoppedBy?: { error: unknown };
}

/**
 * Asks one model or two all examples. Each is asked one example first: what is wrong with a key or with a model
 * shows before many questions are paid for.
 * @param models one or two, the own one first
 * @throws NodeApiError, NodeOperationError for what concerns more than single examples, before any other is asked
 */
export async function askModels(
	run: ItemRun,
	models: readonly string[],
	examples: readonly TestExample[],
	temperature: number | undefined,
): Promise<Asked> {
	const ask: Ask = async (model, { messages, tools }) => {
		try {
			const answer = await run.api.models.chat({ model, messages, tools, temperature });
			return { kind: 'answered', answer };
		} catch (error) {
			if (!(error instanceof NodeApiError) || cancelled(run.context)) {
				return { kind: 'fatal', error };
			}
			return { kind: consequence(error.httpCode, error.failure?.cause), error };
		}
	};
	const { outcomes, stoppedBy } = await outcomesOf(ask, models, examples);
	const [own, other] = outcomes;
	const trials = examples.flatMap((example, at): Trial[] => {
		const [ofOwn, ofOther] = [own?.get(at), other?.get(at)];
		// Only what both were asked tells one from the other.
		if (!ofOwn || (other && !ofOther)) return [];
		return [{ example, own: ofOwn, ...(ofOther && { other: ofOther }) }];
	});
	return { trials, ...(stoppedBy && { stoppedBy }) };
}

/** Never throws. */
type Ask = (
	model: string,
	example: TestExample,
) => Promise<Outcome | { kind: 'fatal'; error: unknown }>;

/** For each model its outcomes, by the examples' places. */
async function outcomesOf(
	ask: Ask,
	models: readonly string[],
	examples: readonly TestExample[],
): Promise<{ outcomes: Array<Map<number, Outcome>>; stoppedBy?: { error: unknown } }> {
	const outcomes: Array<Map<number, Outcome>> = [];
	for (const model of models) {
		outcomes.push(new Map((await firstOutcomes(ask, model, examples)).entries()));
	}
	// Both models take turns, so that what passes meets them alike.
	const left = examples.flatMap((example, at) =>
		models.flatMap((model, which) =>
			outcomes[which]?.has(at) ? [] : [{ example, at, model, which }],
		),
	);
	const results = await mapConcurrently(
		left,
		AT_ONCE,
		async ({ example, at, model, which }) => ({ at, which, outcome: await ask(model, example) }),
		({ outcome }) => outcome.kind === 'fatal',
	);
	let stoppedBy: { error: unknown } | undefined;
	for (const result of results) {
		if (!result) continue;
		const { at, which, outcome } = result;
		if (outcome.kind === 'fatal') stoppedBy ??= { error: outcome.error };
		else outcomes[which]?.set(at, outcome);
	}
	return { outcomes, ...(stoppedBy && { stoppedBy }) };
}

/**
 * The outcomes of the first examples, up to the first answer.
 * @throws NodeApiError when there is none
 */
async function firstOutcomes(
	ask: Ask,
	model: string,
	examples: readonly TestExample[],
): Promise<Outcome[]> {
	const outcomes: Outcome[] = [];
	for (const example of examples.slice(0, FAILURES_AT_FIRST)) {
		const outcome = await ask(model, example);
		if (outcome.kind === 'fatal') throw outcome.error;
		outcomes.push(outcome);
		if (outcome.kind === 'answered') return outcomes;
	}
	const [first] = outcomes;
	if (first && first.kind !== 'answered') throw first.error;
	return outcomes;
}

/** A request that is wrong in itself, such as a prompt that is too long or that a filter holds back. */
const REFUSALS: ReadonlySet<number> = new Set([400, 413, 422]);
/** A server that is busy or at odds with itself for the moment. */
const PASSING: ReadonlySet<number> = new Set([408, 409, 425, 429]);

/**
 * What a failed question means for the others.
 * @param httpCode null where no answer came
 */
export function consequence(
	httpCode: string | null | undefined,
	cause: Failure['cause'] | undefined,
): 'fatal' | 'refused' | 'unanswered' {
	const status = Number(httpCode ?? Number.NaN);
	if (cause === 'quota-exhausted') return 'fatal';
	if (REFUSALS.has(status)) return 'refused';
	if (PASSING.has(status)) return 'unanswered';
	// Moved, forbidden, not found: that holds for every other question, too.
	return status >= 300 && status < 500 ? 'fatal' : 'unanswered';
}
