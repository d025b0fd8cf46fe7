import { ANSWER_RULES, ANY_REFUSAL } from './answerRules';
import type { KnownCall, Rule, Words } from './errorWords';
import { ANY_NETWORK_FAILURE, NETWORK_RULES } from './networkRules';

/** The words for a call that failed, by what is known of it. */
export function wordsFor(call: KnownCall): Words {
	const { status } = call;
	if (status === undefined) return firstOf(NETWORK_RULES, call) ?? ANY_NETWORK_FAILURE(call);
	const answered = { ...call, status };
	return firstOf(ANSWER_RULES, answered) ?? ANY_REFUSAL(answered);
}

function firstOf<C>(rules: ReadonlyArray<Rule<C>>, call: C): Words | undefined {
	return rules.find(([applies]) => applies(call))?.[1](call);
}
