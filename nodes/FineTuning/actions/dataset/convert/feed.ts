import { jsonRows, LONGEST_ROW, type Converter } from '../../../dataset/convert/converter';
import { csvRows } from '../../../dataset/csv/csvRows';
import type { Pace } from '../pace';
import type { OpenedFile } from './openFile';

/**
 * Gives all rows of a file to the converter.
 * @returns why the end of the file could not be read, if it could not
 */
export async function feed(
	converter: Converter,
	pace: Pace,
	{ recognised: { container }, content }: OpenedFile,
): Promise<string | undefined> {
	if (container.type === 'table') {
		return await feedTable(converter, pace, content, container.table.delimiter);
	}
	const rows = jsonRows(container.type === 'values' ? 'values' : 'lines');
	for await (const chunk of content) {
		for (const row of rows.push(chunk)) await pace.run(converter.addJson(row));
		await pace.step();
	}
	for (const row of rows.end()) await pace.run(converter.addJson(row));
	return undefined;
}

async function feedTable(
	converter: Converter,
	pace: Pace,
	content: AsyncGenerator<Uint8Array, void>,
	delimiter: string,
): Promise<string | undefined> {
	const rows = csvRows(content, delimiter, LONGEST_ROW);
	for (;;) {
		const next = await nextRow(rows);
		if (typeof next === 'string') {
			return `The table could not be read after row ${converter.rows.toLocaleString('en-US')}: ${next}`;
		}
		if (next.done) return undefined;
		converter.add(next.value.row);
		await pace.step();
	}
}

/** The next row, or in words why there is none. */
async function nextRow(rows: ReturnType<typeof csvRows>) {
	try {
		return await rows.next();
	} catch (error) {
		return error instanceof Error ? error.message : String(error);
	}
}
