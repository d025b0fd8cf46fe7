/**
 * Reads the "flatted" form in which n8n stores executions: an array in which every string inside an object or a list
 * is the index of the value meant, so that values may be shared and refer to each other in circles.
 */
export function parseFlatted(text: string): unknown {
	const table = JSON.parse(text) as unknown[];
	const revived = new Map<number, unknown>();

	function valueAt(index: number): unknown {
		if (revived.has(index)) return revived.get(index);
		const raw = table[index];
		if (typeof raw !== 'object' || raw === null) return raw;
		const target: Record<string, unknown> | unknown[] = Array.isArray(raw) ? [] : {};
		// Stored before it is filled: a circle leads back to this very object.
		revived.set(index, target);
		for (const [key, value] of Object.entries(raw)) {
			Reflect.set(target, key, typeof value === 'string' ? valueAt(Number(value)) : value);
		}
		return target;
	}

	return valueAt(0);
}
