import { fault, type Fault } from './findings';

/** The keys of an object that the format does not know, one fault for all of them. */
export function unknownKeys(
	object: Record<string, unknown>,
	known: ReadonlySet<string>,
	where: string,
): Fault[] {
	const unknown = Object.keys(object).filter((key) => !known.has(key));
	if (unknown.length === 0) return [];
	const names = unknown.map((key) => `'${key}'`).join(', ');
	return [fault('unknown_key', `${where} has the unknown key ${names}: remove or rename it`)];
}
