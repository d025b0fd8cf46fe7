import { benchBuild, benchConvert, benchValidate } from './data';
import { benchHandiwork } from './handiwork';
import { benchItems, benchLimit } from './items';
import { benchLatency } from './latency';
import { benchList } from './list';
import { benchLoad } from './load';
import type { Row } from './measure';
import { benchPollBeside } from './pollBeside';
import { benchPoll } from './poll';
import type { BenchN8n } from './real/n8n';
import { benchStretches } from './stretches';
import { benchUpload } from './upload';

/** Something that is measured, by the name that measures it alone: `npm run bench -- items`. */
export interface Bench {
	name: string;
	title: string;
	/** @param n8n the real n8n, which is started when somebody asks for it */
	run(n8n: () => Promise<BenchN8n>): Promise<Row[]>;
}

export const BENCHES: readonly Bench[] = [
	{ name: 'items', title: 'items', run: async (n8n) => await benchItems(await n8n()) },
	{ name: 'limit', title: 'limit', run: async (n8n) => await benchLimit(await n8n()) },
	{ name: 'list', title: 'list', run: async (n8n) => await benchList(await n8n()) },
	{ name: 'poll', title: 'poll', run: benchPoll },
	{ name: 'beside', title: 'beside', run: async (n8n) => await benchPollBeside(await n8n()) },
	{ name: 'latency', title: 'latency', run: async (n8n) => await benchLatency(await n8n()) },
	{ name: 'validate', title: 'validate', run: async (n8n) => await benchValidate(await n8n()) },
	{ name: 'convert', title: 'convert', run: async (n8n) => await benchConvert(await n8n()) },
	{ name: 'build', title: 'build', run: async (n8n) => await benchBuild(await n8n()) },
	{ name: 'upload', title: 'upload', run: async (n8n) => await benchUpload(await n8n()) },
	{ name: 'load', title: 'load', run: benchLoad },
	{ name: 'stretches', title: 'stretches', run: benchStretches },
	{ name: 'handiwork', title: 'handiwork', run: benchHandiwork },
];
