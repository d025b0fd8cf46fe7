import type { Result } from '../../shared/result';

/** A text as JSON, or what the parser says against it. */
export function parseJson(text: string): Result<unknown> {
	try {
		return { ok: true, value: JSON.parse(text) };
	} catch (error) {
		const words = error instanceof Error ? error.message : String(error);
		// Where in the line it is, the parser says by a line number of its own: one is enough.
		const problem = words.replace(/ \(line \d+ column \d+\)/, '').replace(/\s+/g, ' ');
		return { ok: false, problem, advice: 'Write it as JSON' };
	}
}
