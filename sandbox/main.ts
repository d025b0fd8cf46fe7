/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals, no-console -- runs in Node, not in n8n */
import { parseArgs } from 'node:util';
import { DEFAULT_PORT, type SandboxOptions } from '.';
import { startSandboxes } from './all';
import { DIALECT_NAMES } from './dialects';

const HELP = `A local server that passes for OpenAI at /v1, and for the other providers below their names, such as
/together/v1: ${DIALECT_NAMES.filter((name) => name !== 'openAi').join(', ')}.
Supervised jobs train a small model that sorts texts, no language model; other methods are simulated. Nothing
costs anything, no data leaves this machine.

  npm run sandbox -- [options]

  --port N        port on 127.0.0.1 (${DEFAULT_PORT})
  --speed N       how many times faster jobs run; at 1 a small one takes about a minute (1)
  --state FILE    keep everything in this file, and those beside it, from one start to the next
  --help          this text`;

class UsageError extends Error {}

function readArguments(): SandboxOptions & { port: number; help: boolean } {
	const { values } = parseArgs({
		options: {
			port: { type: 'string' },
			speed: { type: 'string' },
			state: { type: 'string' },
			help: { type: 'boolean' },
		},
	});
	const port = Number(values.port?.trim() === '' ? NaN : (values.port ?? DEFAULT_PORT));
	if (!Number.isInteger(port) || port < 0 || port > 65_535) {
		throw new UsageError(`--port must be a whole number from 0 to 65535, not '${values.port}'`);
	}
	const speed = Number(values.speed ?? 1);
	if (!Number.isFinite(speed) || speed <= 0) {
		throw new UsageError(`--speed must be a number above 0, not '${values.speed}'`);
	}
	if (values.state === '') throw new UsageError('--state needs the name of a file');
	return { port, speed, stateFile: values.state, help: values.help ?? false };
}

function explain(error: unknown): string {
	if (!(error instanceof Error)) return String(error);
	if ('code' in error && error.code === 'EADDRINUSE') {
		return `The port is taken. Another sandbox may be running; choose another one with --port N.`;
	}
	return error.message;
}

async function main(): Promise<void> {
	const { help, ...options } = readArguments();
	if (help) {
		console.log(HELP);
		return;
	}
	const sandbox = await startSandboxes(options);
	console.log(`Fine-tuning sandbox is ready: it trains a small model, no language model.
  Base URL:  ${sandbox.baseUrl} for OpenAI; for others, such as Together AI: ${sandbox.baseUrlOf('together')}
  API key:   ${sandbox.apiKey}
  Admin key: ${sandbox.adminKey}
Stop it with Ctrl+C.`);
	for (const signal of ['SIGINT', 'SIGTERM'] as const) {
		process.once(signal, () => {
			sandbox.close().then(
				() => process.exit(0),
				(error: unknown) => {
					console.error(explain(error));
					process.exit(1);
				},
			);
		});
	}
}

main().catch((error: unknown) => {
	const wrongUse =
		error instanceof UsageError ||
		(error instanceof Error && 'code' in error && String(error.code).startsWith('ERR_PARSE_ARGS'));
	console.error(explain(error));
	if (wrongUse) console.error('\nnpm run sandbox -- --help shows the options.');
	process.exitCode = wrongUse ? 2 : 1;
});
