import { columnNames, type CsvTable } from '../recognise/csvTable';

/** One row of a table by its columns, and the line of the file that it ends on. */
export interface CsvRow {
	row: Record<string, string>;
	line: number;
	/** Whether it has more fields that hold something than there are columns. */
	tooMany: boolean;
}

/**
 * Reads a table as a stream: its memory does not grow with the file. Quotes within a field, and rows with
 * fewer fields than there are columns, are borne.
 * @param longest bytes of a row; a longer one, e.g. after a quote that is never closed, ends the reading
 * @param onProblem told in the parser's words what could not be read
 */
export async function* csvRows(
	chunks: AsyncIterable<Uint8Array>,
	{ delimiter, headingsLine }: Pick<CsvTable, 'delimiter' | 'headingsLine'>,
	longest: number,
	onProblem: (words: string) => void,
): AsyncGenerator<CsvRow, void> {
	const { parse } = await import('./bundled/parser.js');
	const parser = parse({
		bom: true,
		columns: columnNames,
		delimiter,
		from_line: headingsLine,
		info: true,
		max_record_size: longest,
		relax_column_count: true,
		relax_quotes: true,
		skip_empty_lines: true,
		skip_records_with_error: true,
		on_skip: (error) => onProblem(error?.message ?? 'A row could not be read'),
	});
	const writing = write(chunks, parser.writable);
	// Whoever reads is told of the failure by the parser itself.
	writing.catch(() => {});
	const reader = parser.readable.getReader();
	try {
		for (;;) {
			const { done, value } = await reader.read();
			if (done) break;
			const { record, info } = value;
			const more = info.error?.record?.slice(info.columns.length) ?? [];
			yield { row: record, line: info.lines, tooMany: more.some((one) => one.trim() !== '') };
		}
		await writing;
	} finally {
		// Also when whoever reads stops before the end.
		await reader.cancel();
	}
}

async function write(
	chunks: AsyncIterable<Uint8Array>,
	writable: WritableStream<Uint8Array>,
): Promise<void> {
	const writer = writable.getWriter();
	try {
		for await (const chunk of chunks) {
			await writer.ready;
			await writer.write(chunk);
		}
		await writer.close();
	} catch (error) {
		await writer.abort(error);
	}
}
