import { NodeOperationError } from 'n8n-workflow';

import type { TrainingMethod } from '../../../../shared/domain/job';
import type { JobRequest } from '../../../../shared/domain/jobRequest';
import type { Protocol } from '../../../../shared/providers/protocol';
import type { Problem } from '../../../../shared/result';
import { isRecord } from '../../../../shared/text';
import { parseLine } from '../../../dataset/json';
import { LineSplitter } from '../../../dataset/lines';
import { CHAT_KEYS, PREFERENCE_KEYS } from '../../../dataset/recognise/kinds';
import { openSource } from '../../file/upload/source';
import type { ItemRun } from '../../operation';

/** Enough to know a file by; all of it is the provider's to check. */
const EXAMPLES_READ = 20;
const BYTES_READ = 1024 * 1024;

/**
 * Looks at the first examples of a field's file, before anything is uploaded: not every server compares them with the
 * method, and then the job fails later, and may cost.
 * @throws NodeOperationError for a file that the method cannot learn from, and for one that cannot be uploaded
 */
export async function assertFits(
	run: ItemRun,
	property: string,
	request: JobRequest,
): Promise<void> {
	const { context, api } = run;
	const { whole, inParts } = api.files.limits();
	const source = await openSource(run, property, inParts ?? whole);
	if (!isCertain(request)) return;
	const able = (method: TrainingMethod) => trainsBy(api.provider, method);
	for await (const [line, example] of firstExamples(source.chunks())) {
		const found = misfit(example, request.method, able, api.provider.displayName);
		if (!found) continue;
		throw new NodeOperationError(
			context.getNode(),
			`Line ${line} of the file in '${property}' ${found.problem}`,
			{ description: `Nothing was uploaded. ${found.advice}` },
		);
	}
}

/** Whether the job trains by its Method for sure: Extra Body goes past it, to methods that the node does not know. */
export function isCertain({ extraBody }: Pick<JobRequest, 'extraBody'>): boolean {
	return !Object.keys(extraBody).some((name) => /method/i.test(name));
}

/**
 * Why the method cannot learn from an example, as it completes "Line 3 of the file …"; undefined for whatever might
 * be right: only what is of one published format, without anything besides, is surely not of another.
 * @param able whether the provider trains by a method
 */
export function misfit(
	example: Readonly<Record<string, unknown>>,
	method: TrainingMethod,
	able: (method: TrainingMethod) => boolean,
	provider: string,
): Problem | undefined {
	if (method === 'dpo' && isChat(example)) {
		const instead = able('supervised') ? "Set Method to 'Supervised', or make" : 'Make';
		return {
			problem: 'is a chat example, and DPO needs preferences: a better and a worse answer',
			advice: `${instead} a preference file with Dataset → Build, Format set to 'Preference'.`,
		};
	}
	if (method !== 'supervised' || !isPreference(example)) return undefined;
	const chat = "a chat file with Dataset → Build, Format set to 'Chat'";
	return able('dpo')
		? {
				problem:
					'is a preference example, and supervised training needs chats with the one answer that is wanted',
				advice: `Set Method to 'Direct Preference Optimization (DPO)', or make ${chat}.`,
			}
		: {
				problem: `is a preference example, and ${provider} has no training on preferences`,
				advice: `Make ${chat}, or choose a provider that trains on preferences.`,
			};
}

type Example = Readonly<Record<string, unknown>>;

function isChat(example: Example): boolean {
	return Array.isArray(example.messages) && hasOnly(example, CHAT_KEYS);
}

function isPreference(example: Example): boolean {
	const { input, preferred_output, non_preferred_output } = example;
	const outputs = [preferred_output, non_preferred_output];
	return isRecord(input) && outputs.every(Array.isArray) && hasOnly(example, PREFERENCE_KEYS);
}

function hasOnly(example: Example, keys: ReadonlySet<string>): boolean {
	return Object.keys(example).every((key) => keys.has(key));
}

/** Whether a plain request by this method would be taken. */
function trainsBy({ jobs }: Protocol, method: TrainingMethod): boolean {
	const plain = { hyperparameters: {}, metadata: {}, integrations: [], extraBody: {} };
	return jobs.create({ model: 'model', trainingFile: 'file', method, ...plain }).ok;
}

/** The first lines that are examples, with their numbers; of others, the upload or the provider tells. */
export async function* firstExamples(
	chunks: AsyncIterable<Uint8Array>,
): AsyncGenerator<[line: number, example: Record<string, unknown>], void, void> {
	const splitter = new LineSplitter(BYTES_READ);
	// Drops a byte order mark.
	const decoder = new TextDecoder();
	let bytes = 0;
	let lines = 0;
	let examples = 0;
	for await (const chunk of chunks) {
		for (const line of splitter.push(chunk)) {
			lines += 1;
			const parsed = line.tooLong ? undefined : parseLine(decoder.decode(line.bytes));
			if (!parsed?.ok) continue;
			yield [lines, parsed.example];
			examples += 1;
			if (examples >= EXAMPLES_READ) return;
		}
		bytes += chunk.length;
		if (bytes >= BYTES_READ) return;
	}
	for (const { bytes: last } of splitter.end()) {
		const parsed = parseLine(decoder.decode(last));
		if (parsed.ok) yield [lines + 1, parsed.example];
	}
}
