import { fileRow } from './datasetFile';
import type { Row } from './measure';
import { trainingLine } from './trainingFile';

const MEGABYTES = [8, 64, 512];

/** Rows of Alpaca data with the texts of the typical training file. */
function* alpacaLines(bytes: number): Generator<string> {
	for (let index = 0, made = 0; made < bytes; ) {
		let piece = '';
		while (piece.length < 1 << 20 && made + piece.length < bytes) {
			const { messages } = JSON.parse(trainingLine(index)) as {
				messages: Array<{ content: string }>;
			};
			const [instruction, input, output] = messages.map(({ content }) => content);
			piece += `${JSON.stringify({ instruction, input, output })}\n`;
			index += 1;
		}
		made += piece.length;
		yield piece;
	}
}

function* csvLines(bytes: number): Generator<string> {
	yield 'question,answer\n';
	for (const piece of alpacaLines(bytes)) {
		yield piece.replaceAll(
			/\{"instruction":"[^"]*","input":("[^"]*"),"output":("[^"]*")\}/g,
			'$1,$2',
		);
	}
}

/** How fast data in foreign formats is converted, in what memory, and how long others wait meanwhile. */
export async function benchConvert(): Promise<Row[]> {
	const rows: Row[] = [];
	for (const megabytes of MEGABYTES) {
		rows.push(await fileRow('convert', megabytes, alpacaLines, 'Dataset → Convert, Alpaca'));
	}
	rows.push(await fileRow('convert', 64, csvLines, 'Dataset → Convert, CSV'));
	return rows;
}
