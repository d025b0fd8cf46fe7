import { FEWEST_EXAMPLES, type CheckedFile } from './checkedFile';
import type { ModelFacts } from './models';
import { KINDS } from './recognise/kinds';
import { shownText } from './sensitive';
import { counted, inQuotes, shortened } from './words';

/** JSON, for whoever shows it. */
type Json = Record<string, string | number | boolean | object | null>;

export interface ReportOptions {
	fileName: string | null;
	model: ModelFacts;
	/** None: as many as a provider chooses by itself. */
	epochs?: number;
	/** None: no cost is given. */
	pricePerMillionTokens?: number;
	/** Lines that were left out of the file that is handed on; none: nothing was to be left out. */
	droppedLines?: number;
}

/**
 * What validate puts out: whether the file can be trained on, what was found, its tokens, and what the
 * training costs (in the currency of the price; null without one). Of a file that could not be read there
 * are no figures.
 */
export function reportOf(checked: CheckedFile, options: ReportOptions): Json {
	const { errors, warnings, byCode } = checked.findings;
	const valid = isValid(checked, options.droppedLines);
	const figures = figuresOf(checked, options);
	return {
		summary: summaryOf(checked, options, valid, figures),
		valid,
		format: checked.format,
		fileName: options.fileName,
		bytes: checked.bytes,
		lines: checked.unreadable ? null : checked.lines,
		examples: checked.unreadable ? null : checked.examples,
		...(options.droppedLines !== undefined && { droppedLines: options.droppedLines }),
		errorCount: errors.count,
		warningCount: warnings.count,
		findingsByCode: { ...byCode },
		errors: errors.first.map((finding) => ({ ...finding })),
		warnings: warnings.first.map((finding) => ({ ...finding })),
		duplicatesComplete: !checked.duplicatesBeyondMemory,
		commonestAnswer: commonestOf(checked),
		...figures,
	};
}

/** With invalid lines left out, what is left must do. */
function isValid({ findings, examples }: CheckedFile, dropped?: number): boolean {
	if (dropped === undefined || dropped === 0) return findings.errors.count === 0;
	return (
		findings.errorGroups().every(({ lines }) => lines.length > 0) &&
		examples - dropped >= FEWEST_EXAMPLES
	);
}

interface Figures {
	tokens: Json | null;
	epochs: number | null;
	/** Tokens of all epochs, with examples cut off at the limit. */
	trainingTokens: number | null;
	estimatedCost: number | null;
	notes: string[];
}

function figuresOf(checked: CheckedFile, options: ReportOptions): Figures {
	const { total, mean, median, p95, max } = checked.tokens.summary();
	const notes: string[] = [];
	if (checked.unreadable || total === 0) {
		return { tokens: null, epochs: null, trainingTokens: null, estimatedCost: null, notes };
	}
	const { model, pricePerMillionTokens: price } = options;
	const epochs = options.epochs ?? defaultEpochs(checked.examples);
	const byTime = checked.format === 'reinforcement';
	const trainingTokens = byTime ? null : checked.billedTokens * epochs;
	if (byTime) notes.push('Reinforcement training is billed by time, so its cost is not estimated');
	if (checked.tokensEstimated) {
		notes.push(
			'Images are not counted, and tools and calls by a rule of thumb: tokens are an estimate',
		);
	}
	if (model.estimated) {
		notes.push(
			"The model has a tokenizer of its own: tokens are counted with OpenAI's, as an estimate",
		);
	}
	return {
		tokens: {
			total,
			mean,
			median,
			p95,
			max,
			trained: checked.trainedTokens,
			limit: model.exampleLimit,
			encoding: model.encoding,
			estimated: model.estimated || checked.tokensEstimated,
			histogram: checked.tokens.histogram(),
		},
		epochs,
		trainingTokens,
		estimatedCost:
			price === undefined || trainingTokens === null ? null : trainingCost(trainingTokens, price),
		notes,
	};
}

function commonestOf({ commonestAnswer }: CheckedFile): Json | null {
	if (!commonestAnswer) return null;
	const { answer, share, different } = commonestAnswer;
	return {
		text: shownText(shortened(answer, 100)),
		share: Math.round(share * 1000) / 1000,
		differentAnswers: different,
	};
}

/** From this share on, an answer outweighs all others. */
const OUTWEIGHS = 0.5;

/** `83% of the answers are "billing"`, where one answer outweighs the others; empty otherwise. */
function answersInWords(commonest: CheckedFile['commonestAnswer']): string {
	if (!commonest || commonest.share <= OUTWEIGHS) return '';
	const { answer, share } = commonest;
	return `${Math.floor(share * 100)}% of the answers are ${inQuotes(answer, 40, '"')}`;
}

/** One line, fit for a message in Slack. */
function summaryOf(
	{ commonestAnswer, examples, findings, format, tokens, unreadable }: CheckedFile,
	{ fileName, model, droppedLines = 0 }: ReportOptions,
	valid: boolean,
	figures: Figures,
): string {
	const { errors, warnings } = findings;
	const name = shortened(fileName ?? 'Dataset', 60);
	const [firstError] = errors.first;
	// A file that is something else has one error, which says what it is.
	if (unreadable && firstError) return `${name}: not valid. ${shortened(firstError.message, 150)}`;
	const what = format === null ? 'data' : KINDS[format].name.replace(/ \(.*/, '');
	const { total } = tokens.summary();
	const estimated = model.estimated || figures.tokens?.estimated === true;
	const parts = [
		valid ? `valid ${what}` : `${what} not valid, ${counted(errors.count, 'error')}`,
		droppedLines > 0 && `${counted(droppedLines, 'invalid line')} left out`,
		warnings.count > 0 && counted(warnings.count, 'warning'),
		counted(examples, 'example'),
		figures.tokens !== null && `${estimated ? 'about ' : ''}${counted(total, 'token')}`,
		figures.epochs !== null && counted(figures.epochs, 'epoch'),
		answersInWords(commonestAnswer),
		figures.estimatedCost !== null && `estimated cost ${figures.estimatedCost}`,
	];
	return `${name}: ${parts.filter(Boolean).join(', ')}`;
}

const TARGET = 3;
const MOST = 25;
const FEWEST_EXAMPLES_IN_ALL = 100;
const MOST_EXAMPLES_IN_ALL = 25_000;

/**
 * How often a provider goes through this many examples when it is left to choose: three times, but more
 * for few examples and fewer for very many.
 * Source: OpenAI's published preparation checks.
 */
export function defaultEpochs(examples: number): number {
	if (examples > 0 && examples * TARGET < FEWEST_EXAMPLES_IN_ALL) {
		return Math.min(MOST, Math.floor(FEWEST_EXAMPLES_IN_ALL / examples));
	}
	if (examples * TARGET > MOST_EXAMPLES_IN_ALL) {
		return Math.max(1, Math.floor(MOST_EXAMPLES_IN_ALL / examples));
	}
	return TARGET;
}

/**
 * What the training costs, in the currency of the price.
 * @param trainingTokens tokens of all epochs
 * @param pricePerMillion price of a million tokens
 */
export function trainingCost(trainingTokens: number, pricePerMillion: number): number {
	// To a millionth: more would be noise from the division.
	return Math.round(trainingTokens * pricePerMillion) / 1_000_000;
}
