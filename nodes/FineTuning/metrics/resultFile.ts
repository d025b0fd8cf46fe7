import { readStep, type StepMetrics } from './steps';

/**
 * The steps of a result file: CSV with a header that names `step`, as it is or in base64. The format is
 * fixed: numbers, no quotes.
 * @returns null for a file that is none
 */
export function readResultFile(text: string): StepMetrics[] | null {
	const csv = [text, decoded(text)].find(hasHeader);
	if (csv === undefined) return null;
	const [header = '', ...lines] = csv.replace(/^\uFEFF/, '').split(/\r?\n/);
	const names = header.split(',').map((name) => name.trim());
	return lines.flatMap((line) => {
		const cells = line.split(',');
		return readStep(Object.fromEntries(names.map((name, at) => [name, cells[at]]))) ?? [];
	});
}

function hasHeader(text: string): boolean {
	return /^\uFEFF?([\w ]+,)*\s*step\s*(,|\r?\n|$)/.test(text);
}

function decoded(text: string): string {
	return Buffer.from(text, 'base64').toString('utf8');
}
