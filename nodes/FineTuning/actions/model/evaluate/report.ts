import { counted } from '../../../dataset/words';
import type { Outcome, Trial } from './askModels';
import { mistakeOf, type Mistake } from './mistake';
import type { Scoring } from './scoring';
import { mcNemarExact, wilsonInterval } from './statistics';

/** What was evaluated. */
export interface Evaluated {
	model: string;
	compareWith?: string;
	trials: readonly Trial[];
	/** Examples in the file. */
	total: number;
	/** Lines of the file that no model was asked. */
	skipped: number;
	scoring: Scoring;
}

const MOST_MISTAKES = 50;
/** A difference that chance would make less often than this is taken for a real one. */
const SIGNIFICANT = 0.05;

/**
 * An evaluation as one flat item; null when nothing can be said. Examples that a model was asked in vain, because
 * of the server or the network, are left out for both models: an outage must not make the other one look better.
 */
export function reportOf({ model, compareWith, trials, total, skipped, scoring }: Evaluated) {
	const scored = trials.filter((trial) =>
		outcomesOf(trial).every(({ kind }) => kind !== 'unanswered'),
	);
	if (scored.length === 0) return null;
	const judged = (outcomeOf: (trial: Trial) => Outcome | undefined) =>
		scored.flatMap((trial) => {
			const outcome = outcomeOf(trial);
			return outcome ? [mistakeOf(trial.example, outcome, scoring)] : [];
		});
	const own = judged((trial) => trial.own);
	const mistakes = own.filter((mistake) => mistake !== null);
	const compared =
		compareWith === undefined
			? null
			: comparison(
					compareWith,
					own,
					judged((trial) => trial.other),
				);
	const figures = figuresOf(own);
	return {
		summary: [
			inWords(model, figures),
			...(compared
				? [inWords(compared.compareWith, compared.figures), verdictInWords(model, compared)]
				: []),
			...leftOutInWords(trials.length, total, trials.length - scored.length),
		].join(' '),
		model,
		examples: scored.length,
		correct: figures.correct,
		accuracy: rounded(figures.accuracy),
		accuracyLow: rounded(figures.low),
		accuracyHigh: rounded(figures.high),
		...(compared && {
			compareWith,
			compareCorrect: compared.figures.correct,
			compareAccuracy: rounded(compared.figures.accuracy),
			compareAccuracyLow: rounded(compared.figures.low),
			compareAccuracyHigh: rounded(compared.figures.high),
			better: compared.better,
			significant: compared.significant,
			pValue: compared.pValue,
			onlyModelRight: compared.onlyModelRight,
			onlyCompareRight: compared.onlyCompareRight,
		}),
		inputTokens: tokensOf(trials, 'inputTokens'),
		outputTokens: tokensOf(trials, 'outputTokens'),
		examplesInFile: total,
		skippedLines: skipped,
		failed: scored.filter((trial) => outcomesOf(trial).some(({ kind }) => kind === 'refused'))
			.length,
		unanswered: trials.length - scored.length,
		mistakeCount: mistakes.length,
		mistakes: mistakes.slice(0, MOST_MISTAKES),
	};
}

function outcomesOf({ own, other }: Trial): Outcome[] {
	return other ? [own, other] : [own];
}

type Judged = ReadonlyArray<Mistake | null>;

function figuresOf(judged: Judged) {
	const examples = judged.length;
	const correct = judged.filter((mistake) => mistake === null).length;
	const [low, high] = wilsonInterval(correct, examples);
	return {
		examples,
		correct,
		accuracy: correct / examples,
		low,
		high,
	};
}

type Better = 'model' | 'compareWith' | 'neither';

function comparison(compareWith: string, own: Judged, other: Judged) {
	const onlyModelRight = own.filter((mistake, at) => !mistake && other[at]).length;
	const onlyCompareRight = own.filter((mistake, at) => mistake && !other[at]).length;
	const pValue = mcNemarExact(onlyModelRight, onlyCompareRight);
	const lead = onlyModelRight - onlyCompareRight;
	const better: Better = lead > 0 ? 'model' : lead < 0 ? 'compareWith' : 'neither';
	return {
		compareWith,
		figures: figuresOf(other),
		better,
		significant: pValue < SIGNIFICANT,
		pValue: Number(pValue.toPrecision(4)),
		onlyModelRight,
		onlyCompareRight,
	};
}

function inWords(
	model: string,
	{ examples, correct, accuracy, low, high }: ReturnType<typeof figuresOf>,
): string {
	return `${model}: ${correct} of ${examples} right (${percent(accuracy)}, with 95% certainty ${percent(low)} to ${percent(high)}).`;
}

function verdictInWords(
	model: string,
	{ compareWith, better, significant, pValue }: ReturnType<typeof comparison>,
): string {
	if (better === 'neither') return 'Neither is better.';
	const winner = better === 'model' ? model : compareWith;
	return significant
		? `${winner} is better, by more than chance (p = ${pValue}).`
		: `${winner} is better, but that may be chance (p = ${pValue}).`;
}

/** What the figures are not about. */
function leftOutInWords(asked: number, total: number, unanswered: number): string[] {
	const sampled = `Asked were ${asked.toLocaleString('en-US')} of ${counted(total, 'example')}.`;
	const lost = `Left out: ${counted(unanswered, 'example')} without an answer, as the server or the network failed.`;
	return [...(asked < total ? [sampled] : []), ...(unanswered > 0 ? [lost] : [])];
}

/** Of all answers that tell, from both models; null where none does. */
function tokensOf(trials: readonly Trial[], which: 'inputTokens' | 'outputTokens'): number | null {
	const told = trials
		.flatMap(outcomesOf)
		.flatMap((outcome) => (outcome.kind === 'answered' ? (outcome.answer[which] ?? []) : []));
	return told.length > 0 ? told.reduce((sum, tokens) => sum + tokens, 0) : null;
}

function rounded(share: number): number {
	return Number(share.toFixed(4));
}

/** `0.9167` → `91.7%`. */
function percent(share: number): string {
	return `${Number((share * 100).toFixed(1))}%`;
}
