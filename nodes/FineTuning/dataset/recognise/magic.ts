/** A file that is no text, or a text that is no data: what it is, and the way out. */
export interface ForeignFile {
	name: string;
	remedy: string;
}

const EXTRACT =
	"Read it with n8n's Extract From File node, and make the file of its rows with Dataset → Build (Example Source: Whole Item)";

/**
 * Files by their first bytes, as hexadecimal digits.
 * Source: https://www.iana.org/assignments/media-types and the formats' own specifications.
 */
const MAGIC: ReadonlyArray<[begins: string, file: ForeignFile]> = [
	[
		'50415231',
		{
			name: 'a Parquet file',
			remedy: 'Save it as JSONL or CSV first, e.g. with pandas or DuckDB, then convert that',
		},
	],
	['1f8b', { name: 'a gzip archive', remedy: "Unpack it with n8n's Compression node" }],
	['28b52ffd', { name: 'a Zstandard archive', remedy: 'Unpack it first' }],
	['425a68', { name: 'a bzip2 archive', remedy: 'Unpack it first' }],
	['377abcaf271c', { name: 'a 7-Zip archive', remedy: 'Unpack it first' }],
	['d0cf11e0a1b11ae1', { name: 'an old Excel file (XLS)', remedy: EXTRACT }],
	[
		'25504446',
		{ name: 'a PDF', remedy: 'Training data must be rows: questions and their answers' },
	],
	['4152524f5731', { name: 'an Arrow file', remedy: 'Save it as JSONL or CSV first' }],
	['53514c69746520666f726d6174', { name: 'an SQLite database', remedy: 'Export its rows first' }],
];
const ZIP = '504b0304';

/** What a file is by its first bytes, if it is no text. */
export function foreignFile(head: Uint8Array): ForeignFile | undefined {
	const begins = Buffer.from(head.subarray(0, 16)).toString('hex');
	if (begins.startsWith(ZIP)) return zipFile(head);
	return MAGIC.find(([magic]) => begins.startsWith(magic))?.[1];
}

/** The names of the files in an archive stand in it as they are. */
function zipFile(head: Uint8Array): ForeignFile {
	const bytes = Buffer.from(head.buffer, head.byteOffset, head.byteLength);
	const has = (name: string) => bytes.includes(name);
	if (has('xl/')) return { name: 'an Excel file (XLSX)', remedy: EXTRACT };
	if (has('word/')) {
		return { name: 'a Word document', remedy: 'Training data must be rows: questions and answers' };
	}
	if (has('[Content_Types].xml')) {
		return { name: 'an Office file, probably Excel', remedy: EXTRACT };
	}
	if (has('content.xml') || has('opendocument')) {
		return { name: 'an OpenDocument file', remedy: EXTRACT };
	}
	return { name: 'a zip archive', remedy: "Unpack it with n8n's Compression node" };
}

/** What a text is by its beginning, when it holds no rows at all. */
export function foreignText(head: string): ForeignFile | undefined {
	if (head.slice(0, 10_000).includes('\0')) {
		return { name: 'a binary file', remedy: 'Check the node that gave it: JSONL or CSV is text' };
	}
	const begins = head.trimStart().slice(0, 200).toLowerCase();
	if (/^(<!doctype html|<html|<head|<body)/.test(begins)) {
		return {
			name: 'a web page (HTML)',
			remedy: 'The download probably gave a login or an error page: check the node that fetched it',
		};
	}
	if (/^(<\?xml|<[a-z][\w:-]*[\s>])/.test(begins)) {
		return { name: 'XML', remedy: "Read it with n8n's XML node, and use Dataset → Build" };
	}
	return undefined;
}
