/**
 * What a field or an expression gives, as trimmed text: expressions may give a number where a text is
 * meant. Anything else is empty.
 */
export function asText(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}

/** A number, also one given as text; undefined for what was left alone. NaN for anything else. */
export function asNumber(value: unknown): number | undefined {
	if (value === undefined || value === null || value === '') return undefined;
	return typeof value === 'number' || typeof value === 'string' ? Number(value) : Number.NaN;
}

export function isWhole(value: unknown, from: number, to: number): value is number {
	return Number.isInteger(value) && Number(value) >= from && Number(value) <= to;
}

/** A wrong value as an error message shows it. */
export function shown(value: unknown): string {
	return typeof value === 'object' && value !== null ? 'not a plain value' : String(value);
}

export function isRecord(value: unknown): value is Record<string, unknown> {
	return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/** `train_loss` → `trainLoss`: the API's names as n8n writes fields. */
export function camel(name: string): string {
	return name.replace(/_([a-z0-9])/g, (_, letter: string) => letter.toUpperCase());
}

/** An object's keys as n8n writes fields, at every depth. */
export function camelKeys(value: unknown): unknown {
	if (Array.isArray(value)) return value.map(camelKeys);
	if (!isRecord(value)) return value;
	return Object.fromEntries(
		Object.entries(value).map(([name, below]) => [camel(name), camelKeys(below)]),
	);
}

/** `over` laid upon `base`: objects are merged, everything else replaced. */
export function mergeDeep(
	base: Readonly<Record<string, unknown>>,
	over: Readonly<Record<string, unknown>>,
): Record<string, unknown> {
	const merged: Record<string, unknown> = { ...base };
	for (const [key, value] of Object.entries(over)) {
		// A plain assignment would set the object's prototype instead of a field.
		if (key === '__proto__') continue;
		const below = merged[key];
		merged[key] = isRecord(below) && isRecord(value) ? mergeDeep(below, value) : value;
	}
	return merged;
}

const LONGEST_SHOWN = 200;

/** A text that somebody else chose, for a message: of a very long one the head and the tail. */
export function shortened(text: string): string {
	if (text.length <= LONGEST_SHOWN) return text;
	const half = LONGEST_SHOWN / 2;
	// Half a character at a cut is left out.
	const head = text.slice(0, half).replace(/[\uD800-\uDBFF]$/, '');
	const tail = text.slice(-half).replace(/^[\uDC00-\uDFFF]/, '');
	return `${head}…${tail}`;
}

/** `gone` → `Gone`. */
export function capital(text: string): string {
	return text.charAt(0).toUpperCase() + text.slice(1);
}

/** `Gone` → `gone`. */
export function uncapital(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}
