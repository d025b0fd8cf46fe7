/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { say } from './lib/log';
import { main } from './lib/main';
import { npm } from './lib/npm';
import { root } from './lib/paths';
import { run } from './lib/process';

// The built package is among what is tested. What follows `npm test --` goes to Jest.
main(async () => {
	say('Building …');
	await npm(['run', '--silent', 'build'], { cwd: root });
	await run('jest', process.argv.slice(2), { cwd: root, show: true });
});
