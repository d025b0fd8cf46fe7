/** A header's value by its lower-case name; the first where there are several. */
export function header(
	headers: Readonly<Record<string, unknown>>,
	name: string,
): string | undefined {
	const value: unknown = headers[name];
	const first: unknown = Array.isArray(value) ? value[0] : value;
	return typeof first === 'string' ? first : undefined;
}
