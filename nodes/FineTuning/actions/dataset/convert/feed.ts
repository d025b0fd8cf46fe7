import { jsonRows, type Converter } from '../../../dataset/convert/converter';
import { csvRows } from '../../../dataset/csv/csvRows';
import { LONGEST_LINE } from '../../../dataset/lines';
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
	let problem: string | undefined;
	const rows = csvRows(content, delimiter, LONGEST_LINE, (words) => {
		problem ??= words;
	});
	for await (const { row } of rows) {
		await pace.run(converter.add(row));
		await pace.step();
	}
	return problem === undefined
		? undefined
		: `The table could not be read after row ${converter.rows.toLocaleString('en-US')}: ${problem}`;
}
