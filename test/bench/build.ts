/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { monitorEventLoopDelay } from 'node:perf_hooks';

import { createEngine } from '../engine/harness';
import type { Row } from './measure';
import { trainingLine } from './trainingFile';

const ITEMS = [1_000, 10_000, 100_000];
const FIELDS = {
	resource: 'dataset',
	operation: 'build',
	format: 'chat',
	exampleSource: 'fields',
	systemPrompt: 'Name the category of the ticket, and nothing else.',
	userMessage: '={{ $json.question }}',
	assistantMessage: '={{ $json.answer }}',
	options: { validationShare: 10 },
};

/**
 * How long items take to become a file, and how long others wait meanwhile: with an expression for each
 * field, which n8n resolves for each item, and of whole items, which needs none.
 */
export async function benchBuild(): Promise<Row[]> {
	const rows: Row[] = [];
	await run(100, FIELDS);
	for (const items of ITEMS) {
		rows.push({ what: 'Fields, by expressions', items, ...(await run(items, FIELDS)) });
		const whole = { ...FIELDS, exampleSource: 'item' };
		rows.push({ what: 'Whole items', items, ...(await run(items, whole)) });
	}
	return rows;
}

async function run(count: number, parameters: typeof FIELDS): Promise<Row> {
	const engine = createEngine({ baseUrl: 'http://127.0.0.1:9/v1', apiKey: '' });
	const input = Array.from({ length: count }, (_, index) => {
		const { messages } = JSON.parse(trainingLine(index)) as {
			messages: Array<{ content: string }>;
		};
		const [, question, answer] = messages.map(({ content }) => content);
		return { json: { question, answer } };
	});
	const stalls = monitorEventLoopDelay({ resolution: 1 });
	stalls.enable();
	const start = performance.now();
	const { items, error } = await engine.execute(parameters, input);
	const seconds = (performance.now() - start) / 1000;
	stalls.disable();
	if (error || items[0]?.json.examples !== count)
		throw new Error(error?.message ?? 'Not all items');
	return {
		seconds: Math.round(seconds * 100) / 100,
		'items/s': Math.round(count / seconds),
		'longest stall ms': Math.round(stalls.max / 1e6),
		'p99 stall ms': Math.round(stalls.percentile(99) / 1e6),
	};
}
