const QUOTE = 34;
const BACKSLASH = 92;
const COMMA = 44;
const OPENING: ReadonlySet<number> = new Set([91, 123]);
const CLOSING: ReadonlySet<number> = new Set([93, 125]);
/** Beyond that nobody means it, and what goes into the depth would break. */
export const DEEPEST = 100;
export const MOST_PARTS = 50_000;
const STRETCH = 1024 * 1024;

/**
 * Whether a long line is nested so deeply, or has so many parts, that parsing it would hold up everybody
 * else. One pass over its bytes, which yields about once a megabyte.
 */
export function* isTooComplex(line: Uint8Array): Generator<void, boolean> {
	let depth = 0;
	let parts = 0;
	let inText = false;
	for (let at = 0, pause = STRETCH; at < line.length; at += 1) {
		const byte = line[at] ?? 0;
		if (inText) {
			if (byte === BACKSLASH) at += 1;
			else if (byte === QUOTE) inText = false;
		} else if (byte === QUOTE) {
			inText = true;
		} else if (byte === COMMA) {
			parts += 1;
		} else if (OPENING.has(byte)) {
			parts += 1;
			depth += 1;
		} else if (CLOSING.has(byte)) {
			depth -= 1;
		}
		if (depth > DEEPEST || parts > MOST_PARTS) return true;
		if (at < pause) continue;
		pause += STRETCH;
		yield;
	}
	return false;
}
