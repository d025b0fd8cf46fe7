import { isRecord } from '../../../shared/text';
import { parseJson } from '../json';

/** What makes a row no example, in words that go on from "left out because". */
export class RowProblem extends Error {}

/** One row's columns, whatever their case, and which of them were made use of. */
export class Row {
	private readonly values = new Map<string, unknown>();
	private readonly names = new Map<string, string>();
	private readonly used = new Set<string>();
	private readonly lost = new Set<string>();

	constructor(row: Record<string, unknown>) {
		for (const [name, value] of Object.entries(row)) {
			const key = name.trim().toLowerCase();
			const other = this.names.get(key);
			if (other !== undefined) {
				// Alike but for case: the first that holds something counts.
				const keeps = !isSomething(value) || isSomething(this.values.get(key));
				if (isSomething(value) && keeps) this.lost.add(name);
				if (keeps) continue;
			}
			this.values.set(key, value);
			this.names.set(key, name);
		}
	}

	/** The first of these columns that holds something; undefined when none does. */
	take(...keys: readonly string[]): unknown {
		for (const key of keys) {
			const value = this.values.get(key);
			if (this.values.has(key)) this.used.add(key);
			if (isSomething(value)) return value;
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

	/** The same, with the JSON of a conversation taken for one, and other JSON for the text that it is. */
	conversation(...keys: readonly string[]): unknown {
		const value = this.take(...keys);
		const parsed = jsonOf(value);
		if (isMessage(parsed)) return parsed;
		return Array.isArray(parsed) && parsed.length > 0 && parsed.every(isMessage) ? parsed : value;
	}

	/** Notes what a row says, in words, and an example has no place for. */
	readonly lose = (what: string): void => {
		this.lost.add(what);
	};

	keys(): string[] {
		return [...this.values.keys()];
	}

	/** The columns, and parts of them, that say something and have no place in the example. */
	unused(): string[] {
		const unused = [...this.names].filter(
			([key]) => !this.used.has(key) && isSomething(this.values.get(key)),
		);
		return [...unused.map(([, name]) => name), ...this.lost];
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

export function isSomething(value: unknown): boolean {
	return value !== undefined && value !== null && value !== '';
}

function isMessage(value: unknown): boolean {
	return isRecord(value) && ('role' in value || 'from' in value);
}

/** Whether a text is what programs write in the place of a value that they do not have. */
export function isNoValue(text: string): boolean {
	return text.length < 30 && /^\s*(NaN|nan|undefined|\[object Object\])\s*$/.test(text);
}
