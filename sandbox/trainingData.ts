import { isJson } from './json';
import { lineProblem, lineFormat, type LineFormat } from './trainingLine';
import type { JobError, JobMethod } from './types';

/** What a training or validation file turned out to hold. */
export interface DataReport {
	examples: number;
	/** The error a job with this file fails with, or null. */
	error: JobError | null;
}

/** A file's part in a job, named as the API's parameter. */
export type FileRole = 'training_file' | 'validation_file';

/** Takes a file line by line and says in the end what a job would say of it. */
export interface DataChecker {
	push(line: Uint8Array): void;
	finish(): DataReport;
}

const FORMAT_OF_METHOD: Record<JobMethod['type'], LineFormat> = {
	supervised: 'chat',
	dpo: 'preference',
	reinforcement: 'chat',
};
const FORMAT_NAMES: Record<LineFormat, string> = {
	chat: 'fine-tune-chat',
	preference: 'fine-tune-preference',
	completion: 'fine-tune-completion',
};
const REINFORCEMENT_MAX: Record<FileRole, number> = {
	training_file: 50_000,
	validation_file: 1_000,
};

/** A checker for one file (`fileId`) of a job that trains by `method`; `bounds` of training examples. */
export function createChecker(
	fileId: string,
	role: FileRole,
	method: JobMethod['type'],
	bounds: { min: number; max?: number } = { min: 10 },
): DataChecker {
	let lineNumber = 0;
	let examples = 0;
	let problem: string | null = null;
	const decoder = new TextDecoder('utf-8', { fatal: true, ignoreBOM: true });

	const check = (line: Uint8Array): string | null => {
		let text: string;
		try {
			text = decoder.decode(line);
		} catch {
			return `Line ${lineNumber} is not valid UTF-8.`;
		}
		if (text.trim() === '') return null;
		examples += 1;
		const parsed = parse(text);
		if (!isJson(parsed)) {
			const hint = JSON.stringify(text.slice(0, 10));
			const expected = 'Expected file to have JSONL format, where every line is a JSON dictionary.';
			return `${expected} Line ${lineNumber} is not a dictionary (HINT: line starts with: ${hint}...).`;
		}
		const format = lineFormat(parsed);
		if (format && format !== FORMAT_OF_METHOD[method]) {
			return `Input file ${fileId} is in the ${FORMAT_NAMES[format]} format, but the specified fine-tuning job is not using a training method for that format (provided method=${method}). See line ${lineNumber}.`;
		}
		const fault = lineProblem(parsed, method);
		return fault && `Line ${lineNumber}: ${fault}`;
	};

	return {
		push(line) {
			lineNumber += 1;
			problem ??= check(line);
		},
		finish() {
			const report = (code: string, message: string) => ({
				examples,
				error: { code, message, param: role },
			});
			if (problem) return report('invalid_file_format', `Invalid file format. ${problem}`);
			const name = role === 'training_file' ? 'Training file' : 'Validation file';
			const counted = `${name} has ${examples} example(s), but must have at`;
			const min = role === 'training_file' ? bounds.min : 1;
			const usual = method === 'reinforcement' ? REINFORCEMENT_MAX[role] : Infinity;
			const max = role === 'training_file' ? (bounds.max ?? usual) : usual;
			if (examples < min) {
				return report('invalid_n_examples', `${counted} least ${min} examples`);
			}
			if (examples > max) return report('invalid_n_examples', `${counted} most ${max} examples`);
			return { examples, error: null };
		},
	};
}

function parse(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch {
		return undefined;
	}
}
