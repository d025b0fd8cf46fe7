import { isRecord } from '../../../shared/text';
import { isTooComplex } from '../complexity';
import { KINDS, type RowKind } from '../recognise/kinds';
import { LineSplitter, LONG_LINE, LONGEST_LINE } from '../lines';
import { JsonValueSplitter } from '../recognise/jsonValues';
import { parseJson, parseLine } from '../json';
import { convertRow, type ConvertedRow } from './convertRow';

/** Rows that were left out for the same reason. */
export interface LeftOutRows {
	problem: string;
	count: number;
	/** The first of them, counted from 1. */
	rows: number[];
}

export interface ConverterOptions {
	/** What most rows are, which decides the format of the file. */
	kind: RowKind;
	/** For examples without a system message; empty for none. */
	systemPrompt: string;
	/** Told of each example, as a line of JSONL without newline. */
	onExample: (line: string, example: Record<string, unknown>) => void;
}

/** Why a row is left out whose text would be changed by reading it nevertheless. */
export const NOT_UTF8 = 'it holds a character that is not valid UTF-8';
const TOO_MANY_PARTS = 'it has too many parts';
const MOST_REASONS = 50;
const ROWS_KEPT = 5;

/** Makes the rows of one file examples, one after the other, and keeps account of what is left out. */
export class Converter {
	rows = 0;
	examples = 0;
	readonly columns = new Map<string, number>();
	private readonly reasons = new Map<string, LeftOutRows>();
	private readonly decoder = new TextDecoder('utf-8', { fatal: true });
	private readonly format: ConvertedRow['format'] | null;

	constructor(private readonly options: ConverterOptions) {
		this.format = KINDS[options.kind].becomes;
	}

	/** The reasons for which rows were left out, the commonest first. */
	leftOut(): LeftOutRows[] {
		return [...this.reasons.values()].sort((a, b) => b.count - a.count);
	}

	/** A row that a parser gave; a long one in steps. */
	*add(row: unknown, long = false): Generator<void, void> {
		this.rows += 1;
		if (!isRecord(row)) {
			this.leaveCounted('it is no object');
			return;
		}
		const converted = convertRow(row, this.options.systemPrompt);
		if (!converted.ok) {
			this.leaveCounted(converted.problem);
			return;
		}
		const { example, format, leftOut } = converted.value;
		if (format !== this.format) {
			this.leaveCounted(
				`it gives a ${format} example, and most rows give ${this.format ?? 'none'}`,
			);
			return;
		}
		if (long) yield;
		const line = JSON.stringify(example);
		if (long) yield;
		// An example can have more parts than its row.
		if (line.length > LONG_LINE && (yield* isTooComplex(Buffer.from(line)))) {
			this.leaveCounted(TOO_MANY_PARTS);
			return;
		}
		for (const column of leftOut) {
			if (this.columns.size < MOST_REASONS || this.columns.has(column)) {
				this.columns.set(column, (this.columns.get(column) ?? 0) + 1);
			}
		}
		this.examples += 1;
		this.options.onExample(line, example);
	}

	private textOf(bytes: Uint8Array): string | undefined {
		try {
			return this.decoder.decode(bytes);
		} catch {
			return undefined;
		}
	}

	/** A row as JSON. */
	*addJson({ bytes, tooLong }: { bytes: Uint8Array; tooLong: boolean }): Generator<void, void> {
		const long = bytes.length > LONG_LINE;
		if (tooLong || (long && (yield* isTooComplex(bytes)))) {
			this.leave(tooLong ? 'it is longer than 32 MB' : TOO_MANY_PARTS);
			return;
		}
		const text = this.textOf(bytes)?.trim();
		if (text === undefined) this.leave(NOT_UTF8);
		if (!text) return;
		if (long) yield;
		const parsed = parseJson(text);
		if (long) yield;
		if (parsed.ok) {
			const { value } = parsed;
			yield* this.add(Array.isArray(value) ? { messages: value } : value, long);
		} else {
			const line = parseLine(text);
			this.leave(line.ok ? parsed.problem : lowerFirst(line.fault.message));
		}
		yield;
	}

	/** Leaves a row out, and counts it. */
	leave(problem: string): void {
		this.rows += 1;
		this.leaveCounted(problem);
	}

	private leaveCounted(problem: string): void {
		// Beyond that many reasons the rest is told together.
		const key =
			this.reasons.size < MOST_REASONS || this.reasons.has(problem) ? problem : 'other reasons';
		const reason = this.reasons.get(key) ?? { problem: key, count: 0, rows: [] };
		this.reasons.set(key, reason);
		reason.count += 1;
		if (reason.rows.length < ROWS_KEPT) reason.rows.push(this.rows);
	}
}

/** Cuts a file of JSON into its rows: one a line, or one after the other over several lines. */
export function jsonRows(container: 'lines' | 'values'): LineSplitter | JsonValueSplitter {
	return container === 'lines'
		? new LineSplitter(LONGEST_LINE)
		: new JsonValueSplitter(LONGEST_LINE);
}

function lowerFirst(text: string): string {
	return text.charAt(0).toLowerCase() + text.slice(1);
}
