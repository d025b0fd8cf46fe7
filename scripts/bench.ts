/* eslint-disable no-console, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { benchPoll } from '../test/bench/poll';
import { benchUpload } from '../test/bench/upload';
import { Problem } from './lib/log';
import { main } from './lib/main';

const BENCHES = {
	poll: ['A steady poll of the trigger, beside listing all jobs (medians)', benchPoll],
	upload: ['Memory of an upload from n8n’s store on disk', benchUpload],
} as const;

// All of them, or those named after `npm run bench --`.
main(async () => {
	const wanted = process.argv.slice(2);
	const unknown = wanted.find((name) => !Object.hasOwn(BENCHES, name));
	if (unknown) {
		throw new Problem(`There is no bench '${unknown}', only ${Object.keys(BENCHES).join(', ')}.`);
	}
	for (const [name, [title, bench]] of Object.entries(BENCHES)) {
		if (wanted.length > 0 && !wanted.includes(name)) continue;
		console.log(title);
		console.table(await bench());
	}
});
