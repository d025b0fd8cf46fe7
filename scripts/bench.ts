/* eslint-disable no-console, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { BENCHES, type Bench } from '../test/bench';
import { startBenchN8n, type BenchN8n } from '../test/bench/real/n8n';
import { Problem, say, secondsSince } from './lib/log';
import { main } from './lib/main';

function chosen(names: readonly string[]): Bench[] {
	if (names.length === 0) return [...BENCHES];
	return names.map((name) => {
		const bench = BENCHES.find((one) => one.name === name);
		if (!bench) {
			const all = BENCHES.map((one) => one.name).join(', ');
			throw new Problem(`There is no bench "${name}", only: ${all}.`);
		}
		return bench;
	});
}

main(async ({ keep }) => {
	let n8n: BenchN8n | undefined;
	for (const { name, title, run } of chosen(process.argv.slice(2))) {
		say(`Measuring ${name} …`);
		const started = Date.now();
		const rows = await run(async () => (n8n ??= keep(await startBenchN8n())));
		say(`  measured (${secondsSince(started)})`);
		console.log(title);
		console.table(rows);
	}
});
