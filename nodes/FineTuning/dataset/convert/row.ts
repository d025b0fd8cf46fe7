import { parseJson } from '../json';

/** What makes a row no example, in words that go on from "left out because". */
export class RowProblem extends Error {}

/** One row's columns, whatever their case, and which of them were made use of. */
export class Row {
	private readonly values = new Map<string, unknown>();
	private readonly names = new Map<string, string>();
	private readonly used = new Set<string>();

	constructor(row: Record<string, unknown>) {
		for (const [name, value] of Object.entries(row)) {
			const key = name.trim().toLowerCase();
			this.values.set(key, value);
			this.names.set(key, name);
		}
	}

	/** The first of these columns that holds something; undefined when none does. */
	take(...keys: readonly string[]): unknown {
		for (const key of keys) {
			const value = this.values.get(key);
			if (this.values.has(key)) this.used.add(key);
			if (value !== undefined && value !== null && value !== '') return value;
		}
		return undefined;
	}

	/** The same as text; empty when none holds something. */
	text(...keys: readonly string[]): string {
		return textOf(this.take(...keys));
	}

	/** The same, with JSON in a text taken for what it means. */
	json(...keys: readonly string[]): unknown {
		return jsonOf(this.take(...keys));
	}

	keys(): string[] {
		return [...this.values.keys()];
	}

	/** The columns that say something and were not made use of. */
	unused(): string[] {
		return [...this.names]
			.filter(([key]) => !this.used.has(key) && !isNothing(this.values.get(key)))
			.map(([, name]) => name);
	}
}

/**
 * A cell's text as it stands, empty for none: a sheet may give a number or a truth value. Undefined for
 * what is no text: a list, an object, NaN.
 */
export function cellText(value: unknown): string | undefined {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return value;
	const plain = typeof value === 'boolean' || (typeof value === 'number' && Number.isFinite(value));
	return plain ? String(value) : undefined;
}

/** @throws RowProblem for what is no text */
export function textOf(value: unknown): string {
	const text = cellText(value);
	if (text !== undefined) return text;
	throw new RowProblem(
		typeof value === 'number'
			? 'a cell is not a number (NaN)'
			: 'a cell holds a list or an object where a text is needed',
	);
}

/** Tables hold lists and objects as their JSON. */
export function jsonOf(value: unknown): unknown {
	if (typeof value !== 'string' || !/^\s*[[{]/.test(value)) return value;
	const parsed = parseJson(value);
	return parsed.ok ? parsed.value : value;
}

function isNothing(value: unknown): boolean {
	return value === undefined || value === null || value === '';
}

/** Whether a text is what programs write in the place of a value that they do not have. */
export function isNoValue(text: string): boolean {
	return text.length < 30 && /^\s*(NaN|nan|undefined|\[object Object\])\s*$/.test(text);
}
