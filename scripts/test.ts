/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { runJest } from './lib/jest';
import { say } from './lib/log';
import { main } from './lib/main';
import { root } from './lib/paths';
import { run } from './lib/process';

const CHECKS = [
	['lint', 'Checking style and n8n’s rules'],
	['typecheck', 'Checking types'],
	['structure', 'Checking who imports whom'],
	// Before the tests: the built package is among what is tested.
	['build', 'Building'],
	['scan', 'Running n8n’s scanner for community packages'],
] as const;

// All that must hold of the code. What follows `npm test --` goes to Jest, and then only Jest is run.
main(async () => {
	const args = process.argv.slice(2);
	if (args.length > 0) return await runJest(args);
	for (const [script, what] of CHECKS) {
		say(`${what} …`);
		await run('npm', ['run', '--silent', script], { cwd: root });
	}
	say('Running the unit, engine and contract tests …');
	await runJest(['--coverage']);
});
