import { jsonRows, NOT_UTF8, type Converter } from '../../../dataset/convert/converter';
import { csvRows } from '../../../dataset/csv/csvRows';
import { LONGEST_LINE } from '../../../dataset/lines';
import type { CsvTable } from '../../../dataset/recognise/csvTable';
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
		return await feedTable(converter, pace, content, container.table);
	}
	const rows = jsonRows(container.type === 'values' ? 'values' : 'lines');
	for await (const chunk of content) {
		for (const row of rows.push(chunk)) await pace.run(converter.addJson(row));
		await pace.step();
	}
	for (const row of rows.end()) await pace.run(converter.addJson(row));
	return undefined;
}

const TOO_MANY =
	'it has more fields than the table has columns: put quotes around texts that contain the delimiter';
/** What decoding puts in the place of a character that it cannot read. */
const UNREADABLE = '\uFFFD';

async function feedTable(
	converter: Converter,
	pace: Pace,
	content: AsyncGenerator<Uint8Array, void>,
	table: CsvTable,
): Promise<string | undefined> {
	let problem: string | undefined;
	const rows = csvRows(content, table, LONGEST_LINE, (words) => {
		problem ??= words;
	});
	for await (const { row, tooMany } of rows) {
		if (tooMany) converter.leave(TOO_MANY);
		else if (Object.values(row).some((cell) => cell.includes(UNREADABLE)))
			converter.leave(NOT_UTF8);
		else await pace.run(converter.add(row));
		await pace.step();
	}
	return problem === undefined
		? undefined
		: `The table could not be read after row ${converter.rows.toLocaleString('en-US')}: ${problem}`;
}
