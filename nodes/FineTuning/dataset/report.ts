import type { CheckedFile } from './checker';
import { defaultEpochs, trainingCost } from './epochs';
import type { ModelFacts } from './models';

export interface ReportOptions {
	fileName: string | null;
	model: ModelFacts;
	/** None: as many as a provider chooses by itself. */
	epochs?: number;
	/** None: no cost is given. */
	pricePerMillionTokens?: number;
}

/**
 * What validate puts out: whether the file can be trained on, what was found, its tokens, and what the
 * training costs (in the currency of the price; null without one).
 */
export function reportOf(checked: CheckedFile, options: ReportOptions) {
	const { errors, warnings, byCode } = checked.findings;
	const valid = errors.count === 0;
	const { total, mean, p95, max } = checked.tokens.summary();
	const epochs = options.epochs ?? defaultEpochs(checked.examples);
	const trainingTokens = checked.trainedTokens * epochs;
	const price = options.pricePerMillionTokens;
	const estimatedCost = price === undefined ? null : trainingCost(trainingTokens, price);
	return {
		summary: summaryOf(checked, { name: options.fileName, valid, total, epochs, estimatedCost }),
		valid,
		format: checked.format,
		fileName: options.fileName,
		bytes: checked.bytes,
		lines: checked.lines,
		examples: checked.examples,
		errorCount: errors.count,
		warningCount: warnings.count,
		findingsByCode: { ...byCode },
		errors: errors.first.map((finding) => ({ ...finding })),
		warnings: warnings.first.map((finding) => ({ ...finding })),
		duplicatesComplete: !checked.duplicatesBeyondMemory,
		tokens: {
			total,
			mean,
			p95,
			max,
			limit: options.model.exampleLimit,
			encoding: options.model.encoding,
			estimated: options.model.estimated,
		},
		epochs,
		trainingTokens,
		estimatedCost,
	};
}

interface SummaryFacts {
	name: string | null;
	valid: boolean;
	total: number;
	epochs: number;
	estimatedCost: number | null;
}

/** One line, fit for a message. */
function summaryOf({ examples, findings }: CheckedFile, facts: SummaryFacts): string {
	const { errors, warnings } = findings;
	const parts = [
		facts.valid ? 'valid' : `not valid, ${counted(errors.count, 'error')}`,
		warnings.count > 0 && counted(warnings.count, 'warning'),
		counted(examples, 'example'),
		counted(facts.total, 'token'),
		counted(facts.epochs, 'epoch'),
		facts.estimatedCost !== null && `estimated cost ${facts.estimatedCost}`,
	];
	return `${facts.name ?? 'Dataset'}: ${parts.filter(Boolean).join(', ')}`;
}

/** A number and its word: `1 example`, `1,200 tokens`. */
export function counted(count: number, word: string): string {
	return `${count.toLocaleString('en-US')} ${word}${count === 1 ? '' : 's'}`;
}
