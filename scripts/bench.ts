/* eslint-disable no-console, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { BENCHES } from '../test/bench';
import { startBenchN8n, type BenchN8n } from '../test/bench/real/n8n';
import { writeBenchmark } from './lib/benchmarksPage';
import { Problem, say, secondsSince } from './lib/log';
import { main } from './lib/main';

// Measures what is named, or everything, and writes the tables of docs/benchmarks.md.
main(async ({ keep }) => {
	const all = Object.keys(BENCHES);
	const named = process.argv.slice(2);
	const unknown = named.find((name) => !(name in BENCHES));
	if (unknown !== undefined) {
		throw new Problem(`There is no bench "${unknown}", only: ${all.join(', ')}.`);
	}
	let n8n: BenchN8n | undefined;
	for (const name of named.length > 0 ? named : all) {
		say(`Measuring ${name} …`);
		const started = Date.now();
		const rows = (await BENCHES[name]?.(async () => (n8n ??= keep(await startBenchN8n())))) ?? [];
		say(`  measured (${secondsSince(started)})`);
		console.table(rows);
		await writeBenchmark(name, rows);
	}
});
