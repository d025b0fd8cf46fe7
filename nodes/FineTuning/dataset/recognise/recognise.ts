import { isRecord } from '../../../shared/text';
import { parseJson } from '../json';
import { csvTable, type CsvTable } from './csvTable';
import { encodingOf, type FoundEncoding } from './encoding';
import { JsonValueSplitter } from './jsonValues';
import { kindOf, type RowKind } from './kinds';
import { foreignFile, foreignText, type ForeignFile } from './magic';

/** How a file holds its rows. */
export type Container =
	| { type: 'lines' }
	/** JSON values over several lines, or the elements of one list. */
	| { type: 'values'; list: boolean }
	| { type: 'table'; table: CsvTable }
	| { type: 'foreign'; file: ForeignFile };

/** What a file turns out to be by its beginning. */
export interface Recognised extends FoundEncoding {
	container: Container;
	/** What most of the first rows are; null when they are nothing known, or there are none. */
	kind: RowKind | null;
	/** The keys of the first row, to be named when its kind is unknown. */
	keys: string[];
	/** The key of the list that all rows stand in, where the file is one object around them. */
	rowsIn: string | null;
}

/** Bytes of a file's beginning that it is recognised by. */
export const HEAD_BYTES = 1024 * 1024;
const ROWS = 100;
/** Characters of a row; longer ones say nothing that others do not. */
const LONGEST_TRIED = 256 * 1024;

/**
 * Recognises a file by its first hundred rows: what most of them are decides, not the first.
 * @param head the file's beginning, {@link HEAD_BYTES} or all of it
 * @param whole whether that is all of it
 */
export function recognise(head: Uint8Array, whole: boolean): Recognised {
	const found = encodingOf(head, !whole);
	const foreign = foreignFile(head);
	if (foreign)
		return {
			...found,
			container: { type: 'foreign', file: foreign },
			kind: null,
			keys: [],
			rowsIn: null,
		};
	const text = new TextDecoder(found.encoding).decode(head.subarray(found.markLength), {
		stream: !whole,
	});
	const container = containerOf(text, whole);
	const rows =
		container.type === 'table'
			? [container.table.sample]
			: container.type === 'foreign'
				? []
				: firstRows(text, container, whole);
	return { ...found, container, ...kindOfMost(rows) };
}

function containerOf(text: string, whole: boolean): Container {
	const foreign = foreignText(text);
	if (foreign) return { type: 'foreign', file: foreign };
	const lines = sampleLines(text, whole);
	const values = lines.map(valueOf);
	const objects = lines.filter((line, at) => isValue(line, values[at])).length;
	const begins = text.trimStart();
	// Most lines are JSON of their own: that is JSONL, whatever the first of them is.
	if (lines.length > 1 && objects * 2 > lines.length) {
		return { type: 'lines' };
	}
	if (begins.startsWith('[')) {
		const only = lines.length === 1 ? values[0] : undefined;
		const isMessages = Array.isArray(only) && isMessageList(only);
		return isMessages ? { type: 'lines' } : { type: 'values', list: true };
	}
	if (begins.startsWith('{')) {
		// An object that goes on over the next lines.
		const first = begins.slice(0, begins.indexOf('\n') + 1 || undefined).trim();
		const open = first === '{' || (/[{[,:]$/.test(first) && !first.includes("'"));
		return open && lines.length > 1 ? { type: 'values', list: false } : { type: 'lines' };
	}
	const table = csvTable(text, whole);
	if (table) return { type: 'table', table };
	if (lines.some((line) => /^\s*[[{]/.test(line)) || lines.length === 0) return { type: 'lines' };
	return {
		type: 'foreign',
		file: {
			name: 'plain text',
			remedy:
				'Training data must be rows of questions and answers, e.g. a CSV file with both columns',
		},
	};
}

/** Complete lines that hold something, a hundred at most. */
function sampleLines(text: string, whole: boolean): string[] {
	const lines = text.split('\n', ROWS * 2 + 1);
	if (!whole && lines.length <= ROWS * 2 && lines.length > 1) lines.pop();
	return lines.filter((line) => line.trim() !== '').slice(0, ROWS);
}

function isMessageList(list: readonly unknown[]): boolean {
	return list.some((one) => isRecord(one) && 'role' in one);
}

function firstRows(
	text: string,
	container: { type: 'lines' } | { type: 'values' },
	whole: boolean,
): unknown[] {
	if (container.type === 'lines') {
		return sampleLines(text, whole).map((line) => valueOf(line));
	}
	const rows: unknown[] = [];
	for (const { bytes } of new JsonValueSplitter(HEAD_BYTES).push(Buffer.from(text))) {
		rows.push(valueOf(Buffer.from(bytes).toString()));
		if (rows.length === ROWS) break;
	}
	return rows;
}

/** Undefined for what is no JSON. Of what is too long to be tried, the keys that it begins and ends with. */
function valueOf(text: string): unknown {
	if (text.length > LONGEST_TRIED)
		return text.trimStart().startsWith('{') ? keysOnly(text) : undefined;
	const parsed = parseJson(text);
	return parsed.ok ? parsed.value : undefined;
}

function keysOnly(text: string): Record<string, unknown> | undefined {
	const ends = `${text.slice(0, 4_000)} ${text.slice(-4_000)}`;
	const keys = [...ends.matchAll(/[{,]\s{0,9}"([\w-]{1,40})"\s{0,9}:/g)].map(([, key]) => key);
	const row = Object.fromEntries(keys.map((key) => [key, []]));
	// What it is may be told by a key in between.
	return kindOf(row) === null ? undefined : row;
}

/** Whether a line is JSON of its own; of a long one its ends tell. */
function isValue(line: string, value: unknown): boolean {
	return line.length > LONGEST_TRIED
		? /^\s*\{/.test(line) && line.trimEnd().endsWith('}')
		: value !== undefined;
}

function kindOfMost(rows: readonly unknown[]): Pick<Recognised, 'kind' | 'keys' | 'rowsIn'> {
	const records = rows
		.map((row) => (Array.isArray(row) && isMessageList(row) ? { messages: row } : row))
		.filter(isRecord);
	const times = new Map<RowKind | null, number>();
	for (const row of records) {
		const kind = kindOf(row);
		times.set(kind, (times.get(kind) ?? 0) + 1);
	}
	const [most] = [...times].sort(([, a], [, b]) => b - a);
	const kind = most?.[0] ?? null;
	const [first = {}, ...others] = records;
	const lists = Object.entries(first).filter(([, value]) => isListOfRecords(value));
	const rowsIn = kind === null && others.length === 0 && lists.length === 1 ? lists[0]?.[0] : null;
	return { kind, keys: Object.keys(first), rowsIn: rowsIn ?? null };
}

function isListOfRecords(value: unknown): boolean {
	return Array.isArray(value) && value.length > 0 && value.every(isRecord) && !isMessageList(value);
}
