/* eslint-disable @n8n/community-nodes/require-node-api-error, @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { parseArgs } from 'node:util';

import {
	createOpenAiCredential,
	createSandboxCredential,
	examples,
	importExample,
	withAllSet,
} from './lib/examples';
import { runHeadless } from './lib/headless';
import { Problem, say } from './lib/log';
import { main, type Session } from './lib/main';
import { owner, startN8n } from './lib/n8n';
import { packPackage } from './lib/package';
import { requirePort } from './lib/ports';
import { currentN8n, ensureRuntime } from './lib/runtime';
import { startSandboxProcess } from './lib/sandbox';

// A job of about 10 seconds: long enough to see the workflow wait for it, short enough to watch.
const sandboxSpeed = 6;

const help = `npm run demo [-- options]

Starts n8n with this package and the sandbox, on this machine only: no key, no cost.

  --headless           run the example once, print the finished job, the trigger's item and how many
                       unseen tickets both models sorted right, each as a line of JSON, and end
  --port N             n8n's port (5678)
  --sandbox-port N     the sandbox's port (4010)`;

interface Options {
	headless: boolean;
	port: number;
	sandboxPort: number;
}

function readOptions(): Options | 'help' {
	try {
		const { values } = parseArgs({
			options: {
				headless: { type: 'boolean', default: false },
				port: { type: 'string', default: '5678' },
				'sandbox-port': { type: 'string', default: '4010' },
				help: { type: 'boolean', short: 'h', default: false },
			},
		});
		if (values.help) return 'help';
		return {
			headless: values.headless,
			port: readPort('--port', values.port),
			sandboxPort: readPort('--sandbox-port', values['sandbox-port']),
		};
	} catch (error) {
		throw new Problem(`${error instanceof Error ? error.message : String(error)}\n\n${help}`);
	}
}

function readPort(option: string, text: string): number {
	const port = Number(text);
	if (Number.isInteger(port) && port > 0 && port < 65536) return port;
	throw new Error(`${option} takes a number from 1 to 65535, not "${text}".`);
}

async function demo(session: Session): Promise<void> {
	const options = readOptions();
	if (options === 'help') return say(help);
	await requirePort(options.port, 'n8n', '--port');
	await requirePort(options.sandboxPort, 'the sandbox', '--sandbox-port');
	await ensureRuntime(currentN8n);
	const tarball = await packPackage();

	const sandbox = session.keep(await startSandboxProcess(options.sandboxPort, sandboxSpeed));
	const { port, headless } = options;
	const n8n = session.keep(await startN8n({ port, tarball, disposable: headless }));
	const credential = await createSandboxCredential(n8n.api, sandbox.baseUrl);
	const asking = await createOpenAiCredential(n8n.api, sandbox.baseUrl);
	const more = [examples.notify, examples.retiring, examples.trainForDays, examples.useTheModel];
	for (const example of more) {
		await importExample(n8n.api, example, credential, { adapt: asking });
	}
	const onJobEnd = await importExample(n8n.api, examples.onJobEnd, credential, {
		// Every entry of the schedule stands in the trigger's panel, where somebody may want to look.
		pollSeconds: headless ? 2 : 15,
	});
	// The last one stands on top of n8n's list.
	const train = await importExample(n8n.api, examples.train, credential, {
		adapt: (node) => withAllSet(asking(node)),
	});
	await n8n.api.activate(onJobEnd);

	if (headless) {
		const { job, triggerItem, answers } = await runHeadless(n8n.api, train, onJobEnd);
		const lines = [job, triggerItem, answers].map((line) => `${JSON.stringify(line)}\n`);
		process.stdout.write(lines.join(''));
		return;
	}
	say(`
n8n is running at  ${n8n.url}
  e-mail           ${owner.email}
  password         ${owner.password}

Train a model      ${n8n.url}/workflow/${train.id}
                   press "Execute workflow" and watch; it takes about 30 seconds
On job end         ${n8n.url}/workflow/${onJobEnd.id}
                   is published and looks every 15 seconds: see its Executions tab once a job has ended
More workflows     ${n8n.url}/home/workflows
                   the model in use, jobs of days, Slack and Google Sheets: with credentials of your own

The sandbox stands in for OpenAI at ${sandbox.baseUrl}, and for the other providers beside it, such as
Together AI at ${sandbox.baseUrl.replace('/v1', '/together/v1')}. It trains a small text classifier for real, which is
no language model: it knows the categories of its training file and nothing else.
This n8n starts anew every time: download the workflows that you want to keep.
Ctrl-C stops everything.`);
	await Promise.race([
		session.stopRequested,
		diesOf(n8n.exited, `n8n has ended; its log is ${n8n.logFile}`),
		diesOf(sandbox.exited, 'The sandbox has ended.'),
	]);
	say('\nStopping …');
}

async function diesOf(exited: Promise<void>, message: string): Promise<void> {
	await exited;
	throw new Problem(message);
}

main(demo);
