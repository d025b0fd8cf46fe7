/** One row of a table by its columns, and the line of the file that it ends on. */
export interface CsvRow {
	row: Record<string, string>;
	line: number;
}

/**
 * Reads a table as a stream: its memory does not grow with the file. Quotes within a field, and rows with
 * more or fewer fields than there are columns, are borne.
 * @param longest bytes of a row; a longer one, e.g. after a quote that is never closed, ends the reading
 * @param onProblem told in the parser's words what could not be read
 */
export async function* csvRows(
	chunks: AsyncIterable<Uint8Array>,
	delimiter: string,
	longest: number,
	onProblem: (words: string) => void,
): AsyncGenerator<CsvRow, void> {
	const { parse } = await import('./bundled/parser.js');
	const parser = parse({
		bom: true,
		columns: true,
		delimiter,
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
			yield { row: value.record, line: value.info.lines };
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
