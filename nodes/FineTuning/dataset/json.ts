/** A text as JSON, or what the parser says against it. */
export function parseJson(
	text: string,
): { ok: true; value: unknown } | { ok: false; words: string } {
	try {
		return { ok: true, value: JSON.parse(text) };
	} catch (error) {
		return { ok: false, words: error instanceof Error ? error.message : String(error) };
	}
}
