import { NodeOperationError } from 'n8n-workflow';

import type { FilePart } from '../../../../shared/providers/protocol';
import { parseLine } from '../../../dataset/json';
import { LineSplitter, LONGEST_LINE, type ByteLine } from '../../../dataset/lines';
import { Pace } from '../../dataset/pace';
import type { ItemRun } from '../../operation';

/** Characters that are given at a time: a piece for each line would cost more than the line. */
const BATCH = 1024 * 1024;

/**
 * A JSONL file whose examples are put into the provider's own form, line by line.
 * @throws NodeOperationError for a line that is no example, or none that the provider takes, with its number
 */
export async function* adapted(
	{ context }: ItemRun,
	property: string,
	chunks: AsyncIterable<Uint8Array>,
	adapt: NonNullable<FilePart['adapt']>,
): AsyncGenerator<Uint8Array, void, void> {
	const pace = new Pace(context);
	const splitter = new LineSplitter(LONGEST_LINE);
	const decoder = new TextDecoder('utf-8', { fatal: true });
	let number = 0;
	let examples = 0;
	const fail = (problem: string, description: string) =>
		new NodeOperationError(
			context.getNode(),
			`Line ${number} of the file in '${property}' ${problem}`,
			{ description },
		);
	const lineOf = ({ bytes, tooLong }: ByteLine): string => {
		number += 1;
		if (tooLong) throw fail('is longer than 32 MB', 'Split the example, or remove it.');
		let text: string;
		try {
			text = decoder.decode(bytes);
		} catch {
			throw fail('is not UTF-8 text', 'Save the file as UTF-8.');
		}
		if (text.trim() === '') return '';
		const parsed = parseLine(text);
		if (!parsed.ok) {
			throw fail('is no example', `${parsed.fault.message}. Dataset → Validate checks the file.`);
		}
		const changed = adapt(parsed.example);
		if (!changed.ok) throw fail(changed.problem, changed.advice);
		examples += 1;
		return `${JSON.stringify(changed.value)}\n`;
	};
	let batch = '';
	for await (const chunk of chunks) {
		for (const line of splitter.push(chunk)) {
			batch += lineOf(line);
			await pace.step();
			if (batch.length < BATCH) continue;
			yield Buffer.from(batch);
			batch = '';
		}
	}
	for (const line of splitter.end()) batch += lineOf(line);
	yield Buffer.from(batch);
	if (examples > 0) return;
	throw new NodeOperationError(context.getNode(), `The file in '${property}' has no examples`, {
		description: 'Check the node that makes it: a training file is JSONL, one example a line.',
	});
}
