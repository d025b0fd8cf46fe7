/** The package's types for this entry are not found by the module resolution that n8n's rules ask for. */
declare module 'csv-parse/stream' {
	/** One record, and where it ended. */
	interface CsvRecord {
		record: Record<string, string>;
		info: {
			lines: number;
			columns: readonly unknown[];
			/** Of a record with more or fewer fields than there are columns: all its fields. */
			error?: { record?: readonly string[] };
		};
	}

	/** Those of the parser's options that are used. Source: https://csv.js.org/parse/options/ */
	interface CsvOptions {
		bom: boolean;
		columns: (headings: readonly string[]) => string[];
		delimiter: string;
		from_line: number;
		info: true;
		max_record_size: number;
		relax_column_count: boolean;
		relax_quotes: boolean;
		skip_empty_lines: boolean;
		skip_records_with_error: boolean;
		on_skip: (error: Error | undefined) => void;
	}

	export function parse(options: CsvOptions): TransformStream<Uint8Array, CsvRecord>;
}
