import { pairKeys } from './kinds';

/** A table in text form. */
export interface CsvTable {
	name: 'a CSV file' | 'a TSV file';
	delimiter: string;
	/** Its first row, to be recognised by its columns. */
	sample: Record<string, string>;
	columns: string[];
	/** The line that the headings stand on: Excel may put `sep=;` before them. */
	headingsLine: 1 | 2;
}

const DELIMITERS = [',', '\t', ';', '|'];
const ROWS_LOOKED_AT = 20;
/** Forms ask whole questions in their headings. */
const LONGEST_HEADING = 200;
/** Of the rows, those that must have as many fields as there are headings: fewer where the headings are known. */
const EVEN = 0.8;
const EVEN_IF_KNOWN = 0.3;
/** Characters that a table is recognised by. */
const SAMPLE = 200_000;

/**
 * Whether a text is a table: the first line holds short headings, and the rows after it have as many fields. Which character parts them is the one that does so most evenly.
 */
export function csvTable(text: string, whole: boolean): CsvTable | undefined {
	const separator = /^sep=(.)\r?\n/i.exec(text);
	const content = text.slice(separator?.[0].length ?? 0);
	const tables = DELIMITERS.flatMap((delimiter) => {
		const rows = firstRecords(content, delimiter, whole);
		const [headings, ...others] = rows;
		if (!headings || headings.length < 2 || others.length === 0) return [];
		if (headings.filter((heading) => heading !== '').length < 2) return [];
		if (headings.some(({ length }) => length > LONGEST_HEADING)) return [];
		const columns = columnNames(headings);
		const named = new Set(headings.flatMap((heading, at) => (heading === '' ? [] : [at])));
		const even = others.filter((row) => row.length === columns.length).length / others.length;
		const known = pairKeys(columns.map((column) => column.toLowerCase())) !== undefined;
		return even >= (known ? EVEN_IF_KNOWN : EVEN)
			? [{ delimiter, columns, named, first: others[0] ?? [], even }]
			: [];
	});
	const [best] = tables.sort((a, b) => b.even - a.even || b.columns.length - a.columns.length);
	if (!best) return undefined;
	const { delimiter, columns, named, first } = best;
	return {
		name: delimiter === '\t' ? 'a TSV file' : 'a CSV file',
		delimiter,
		columns: columns.filter((_, at) => named.has(at)),
		headingsLine: separator ? 2 : 1,
		sample: Object.fromEntries(columns.map((column, at) => [column, first[at] ?? ''])),
	};
}

/**
 * The headings as names of columns, each its own: `column 3` for a blank one, as pandas writes it over its
 * index, and `Answer (2)` for the second of two alike.
 */
export function columnNames(headings: readonly string[]): string[] {
	const names = new Set<string>();
	for (const [at, heading] of headings.entries()) {
		const plain = heading.trim() || `column ${at + 1}`;
		let name = plain;
		for (let times = 2; names.has(name); times += 1) name = `${plain} (${times})`;
		names.add(name);
	}
	return [...names];
}

/** The first records, with quotes minded; good enough to recognise a table by, not to read it. */
function firstRecords(text: string, delimiter: string, whole: boolean): string[][] {
	const records: string[][] = [];
	let fields: string[] = [];
	let field = '';
	let quoted = false;
	const sample = text.slice(0, SAMPLE);
	for (let at = 0; at < sample.length; at += 1) {
		const char = sample.charAt(at);
		if (quoted) {
			// Two quotes within quotes are one.
			if (char === '"' && sample.charAt(at + 1) === '"') at += 1;
			else if (char === '"') quoted = false;
			if (quoted) field += char;
		} else if (char === '"' && field.trim() === '') {
			quoted = true;
		} else if (char === delimiter) {
			fields.push(field.trim());
			field = '';
		} else if (char === '\n' || (char === '\r' && sample.charAt(at + 1) !== '\n')) {
			fields.push(field.trim());
			if (fields.length > 1 || fields[0] !== '') records.push(fields);
			fields = [];
			field = '';
			if (records.length > ROWS_LOOKED_AT) return records;
		} else field += char;
	}
	if (whole && !quoted && (field.trim() !== '' || fields.length > 0)) {
		records.push([...fields, field.trim()]);
	}
	return records;
}
