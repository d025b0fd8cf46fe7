/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */

/** What went wrong in words that a person can act on: printed as it is, without a stack. */
export class Problem extends Error {
	override readonly name = 'Problem';
}

/** Prints a line to stderr: stdout belongs to the result of a headless run alone. */
export function say(text: string): void {
	process.stderr.write(`${text}\n`);
}

/** The whole seconds since a moment given in milliseconds, as in `12 s`. */
export function secondsSince(start: number): string {
	return `${Math.round((Date.now() - start) / 1000)} s`;
}
