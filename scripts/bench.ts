/* eslint-disable no-console, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { benchBuild } from '../test/bench/build';
import { benchConvert } from '../test/bench/convert';
import type { Row } from '../test/bench/measure';
import { benchPoll } from '../test/bench/poll';
import { benchStretches } from '../test/bench/stretches';
import { benchUpload } from '../test/bench/upload';
import { benchValidate } from '../test/bench/validate';
import { Problem } from './lib/log';
import { main } from './lib/main';

interface Bench {
	title: string;
	run: () => Promise<Row[]>;
}

/** By the name that runs one alone: `npm run bench -- validate`. */
const BENCHES: Record<string, Bench> = {
	build: {
		title: 'Building a training file of many items',
		run: benchBuild,
	},
	convert: {
		title: 'Converting data of foreign formats, streamed from n8n’s store on disk',
		run: benchConvert,
	},
	poll: {
		title: 'A steady poll of the trigger, beside listing all jobs (medians)',
		run: benchPoll,
	},
	stretches: {
		title: 'The longest stretch for which others wait, with the worst lines there are',
		run: benchStretches,
	},
	upload: { title: 'Memory of an upload from n8n’s store on disk', run: benchUpload },
	validate: {
		title: 'Validating a training file, beside the least that a check must do (medians)',
		run: benchValidate,
	},
};

function chosen(names: readonly string[]): Bench[] {
	if (names.length === 0) return Object.values(BENCHES);
	return names.map((name) => {
		const bench = BENCHES[name];
		if (!bench) {
			throw new Problem(`There is no bench "${name}", only: ${Object.keys(BENCHES).join(', ')}.`);
		}
		return bench;
	});
}

main(async () => {
	for (const { title, run } of chosen(process.argv.slice(2))) {
		console.log(title);
		console.table(await run());
	}
});
