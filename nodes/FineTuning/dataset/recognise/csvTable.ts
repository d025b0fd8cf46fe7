/** A table in text form. */
export interface CsvTable {
	name: 'a CSV file' | 'a TSV file';
	delimiter: string;
	/** Its first row, to be recognised by its columns. */
	sample: Record<string, string>;
	columns: string[];
}

const DELIMITERS = [',', '\t', ';', '|'];
const ROWS_LOOKED_AT = 20;
const LONGEST_HEADING = 60;
/** Characters that a table is recognised by. */
const SAMPLE = 200_000;

/**
 * Whether a text is a table: the first line holds short headings, all different, and the rows after it
 * have as many fields. Which character parts them is the one that does so most evenly.
 */
export function csvTable(text: string, whole: boolean): CsvTable | undefined {
	const tables = DELIMITERS.flatMap((delimiter) => {
		const rows = firstRecords(text, delimiter, whole);
		const [headings, ...others] = rows;
		if (!headings || headings.length < 2 || others.length === 0) return [];
		const columns = headings.map((heading) => heading.trim());
		if (columns.some((one) => one === '' || one.length > LONGEST_HEADING)) return [];
		if (new Set(columns).size < columns.length) return [];
		const even = others.filter((row) => row.length === columns.length).length / others.length;
		return even >= 0.8 ? [{ delimiter, columns, first: others[0] ?? [], even }] : [];
	});
	const [best] = tables.sort((a, b) => b.even - a.even || b.columns.length - a.columns.length);
	if (!best) return undefined;
	const { delimiter, columns, first } = best;
	return {
		name: delimiter === '\t' ? 'a TSV file' : 'a CSV file',
		delimiter,
		columns,
		sample: Object.fromEntries(columns.map((column, at) => [column, first[at] ?? ''])),
	};
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
		} else if (char === '\n') {
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
