/* eslint-disable no-console -- runs in Node, not in n8n */
import { benchPoll } from '../test/bench/poll';
import { main } from './lib/main';

main(async () => {
	console.log('A steady poll of the trigger, beside listing all jobs (medians)');
	console.table(await benchPoll());
});
