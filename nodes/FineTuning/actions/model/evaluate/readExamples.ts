import type { IBinaryData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { isTooComplex } from '../../../dataset/complexity';
import { parseLine } from '../../../dataset/json';
import { LineSplitter, LONG_LINE, LONGEST_LINE, type ByteLine } from '../../../dataset/lines';
import { PROVIDER_RULES } from '../../../dataset/providerRules';
import { fileFault } from '../../../dataset/recognise/fileFault';
import { counted } from '../../../dataset/words';
import { openFile } from '../../dataset/convert/openFile';
import { Pace } from '../../dataset/pace';
import type { ItemRun } from '../../operation';
import type { Scoring } from './scoring';
import { readExample, type ReadExample, type TestExample } from './testExample';

/** What of a file models are asked. */
export interface TestFile {
	examples: TestExample[];
	/** Examples in the file that could be asked. */
	total: number;
	/** Lines whose expected answer is a tool call or a refusal. */
	skipped: number;
}

/** A file, and how it is read. */
interface Source {
	run: ItemRun;
	pace: Pace;
	file: IBinaryData;
	name: string;
	scoring: Scoring;
}

/**
 * The examples of a chat file, or as many of them as are wanted, spread over all of it. The file is read two times,
 * so that no more than those are held.
 * @throws NodeOperationError for a file or a line that cannot be used
 */
export async function readExamples(
	run: ItemRun,
	property: string,
	{ scoring, most }: { scoring: Scoring; most: number },
): Promise<TestFile> {
	const file = run.context.helpers.assertBinaryData(run.itemIndex, property);
	const name = file.fileName ?? property;
	const source = { run, pace: new Pace(run.context), file, name, scoring };
	let total = 0;
	let skipped = 0;
	for await (const { kind } of linesOf(source)) {
		if (kind === 'skipped') skipped += 1;
		else total += 1;
	}
	if (total === 0) {
		const why =
			skipped > 0
				? `the expected answers of all ${counted(skipped, 'line')} are tool calls or refusals`
				: 'it is empty';
		throw refused(source, `'${name}' holds no examples to ask: ${why}`);
	}
	const wanted = new Set(spread(total, most));
	const examples: TestExample[] = [];
	let at = 0;
	for await (const read of linesOf(source)) {
		if (read.kind === 'skipped') continue;
		if (wanted.has(at)) examples.push({ line: read.line, ...read.example });
		at += 1;
	}
	return { examples, total, skipped };
}

const GOLDEN = 0.618033988749895;

/**
 * Which of many are taken: one of each of `most` equal stretches, at places in them that follow no period of the
 * file, and are the same each time.
 * Source: https://en.wikipedia.org/wiki/Low-discrepancy_sequence#Additive_recurrence
 */
export function spread(total: number, most: number): number[] {
	const count = Math.min(total, most);
	return Array.from({ length: count }, (_, index) => {
		const from = Math.floor((index * total) / count);
		const to = Math.floor(((index + 1) * total) / count);
		return from + Math.floor(((index * GOLDEN) % 1) * (to - from));
	});
}

type SoundLine = Exclude<ReadExample, { kind: 'bad' }> & { line: number };

async function* linesOf(source: Source): AsyncGenerator<SoundLine, void> {
	const { run, pace, file, name } = source;
	const { recognised, content } = await openFile(run.context, pace, file);
	const fault = fileFault(recognised, PROVIDER_RULES.custom);
	if (fault) throw refused(source, `'${name}' cannot be used. ${fault.message}.`);
	const splitter = new LineSplitter(LONGEST_LINE);
	let line = 0;
	const next = async (bytes: ByteLine): Promise<SoundLine | undefined> => {
		line += 1;
		const read = await readLine(source, bytes);
		if (read?.kind !== 'bad') return read && { ...read, line };
		throw refused(source, `Line ${line} of '${name}' cannot be used. ${read.problem}.`);
	};
	for await (const chunk of content) {
		for (const bytes of splitter.push(chunk)) {
			const read = await next(bytes);
			if (read) yield read;
		}
	}
	for (const bytes of splitter.end()) {
		const read = await next(bytes);
		if (read) yield read;
	}
}

/** Undefined for a blank line. */
async function readLine(
	{ pace, scoring }: Source,
	{ bytes, tooLong }: ByteLine,
): Promise<ReadExample | undefined> {
	if (tooLong) return { kind: 'bad', problem: 'It is longer than 32 MB' };
	if (bytes.length > LONG_LINE && (await pace.run(isTooComplex(bytes)))) {
		return { kind: 'bad', problem: 'It is nested too deeply, or has too many parts' };
	}
	await pace.step();
	const text = decoded(bytes);
	if (text === undefined) {
		return { kind: 'bad', problem: 'It is not valid UTF-8: save the file as UTF-8' };
	}
	if (text.trim() === '') return undefined;
	const parsed = parseLine(text);
	if (!parsed.ok) return { kind: 'bad', problem: parsed.fault.message };
	return readExample(parsed.example, scoring);
}

function decoded(bytes: Uint8Array): string | undefined {
	try {
		return new TextDecoder('utf-8', { fatal: true }).decode(bytes);
	} catch {
		return undefined;
	}
}

function refused({ run }: Source, problem: string): NodeOperationError {
	return new NodeOperationError(run.context.getNode(), problem, {
		description:
			'A JSONL file of chat examples is needed, each with the expected answer as its last message. Dataset → Build makes one, and Dataset → Validate finds all that is wrong with it.',
	});
}
