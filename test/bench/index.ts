import { benchBuild, benchConvert, benchValidate } from './data';
import { benchHandiwork } from './handiwork';
import { benchItems, benchLimit } from './items';
import { benchLatency } from './latency';
import { benchList } from './list';
import { benchLoad } from './load';
import type { Row } from './measure';
import { benchPoll } from './poll';
import { benchPollBeside } from './pollBeside';
import type { BenchN8n } from './real/n8n';
import { benchStretches } from './stretches';
import { benchUpload } from './upload';

/** @param n8n the real n8n, which is started when somebody asks for it */
type Bench = (n8n: () => Promise<BenchN8n>) => Promise<Row[]>;

const inN8n =
	(bench: (n8n: BenchN8n) => Promise<Row[]>): Bench =>
	async (n8n) =>
		await bench(await n8n());

/** Each by the name that measures it alone, under which its table stands in docs/benchmarks.md. */
export const BENCHES: Readonly<Record<string, Bench>> = {
	items: inN8n(benchItems),
	limit: inN8n(benchLimit),
	list: inN8n(benchList),
	poll: benchPoll,
	beside: inN8n(benchPollBeside),
	latency: inN8n(benchLatency),
	validate: inN8n(benchValidate),
	convert: inN8n(benchConvert),
	build: inN8n(benchBuild),
	stretches: benchStretches,
	upload: inN8n(benchUpload),
	load: benchLoad,
	handiwork: benchHandiwork,
};
