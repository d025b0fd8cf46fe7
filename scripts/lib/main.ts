/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { Problem, say } from './log';

interface Stoppable {
	stop(): Promise<void>;
}

/** What a script's body gets: where to put what must be stopped at the end, and the wish to stop. */
export interface Session {
	/** Notes that something runs, and gives it back. It is stopped when the script ends, the newest first. */
	keep<T extends Stoppable>(started: T): T;
	/** Settles when the person presses Ctrl-C or the process is told to end. */
	readonly stopRequested: Promise<void>;
}

/**
 * Runs a script: prints a problem in plain words, stops whatever was started however the script ends, and sets the
 * exit code: 0, 1 for a failure, 130 or 143 for a script that was interrupted before its end.
 */
export function main(body: (session: Session) => Promise<void>): void {
	const running: Stoppable[] = [];
	let interrupted: number | undefined;
	const stopRequested = new Promise<void>((resolve) => {
		const request = (code: number) => () => {
			// A second Ctrl-C is for those who will not wait.
			if (interrupted !== undefined) process.exit(code);
			interrupted = code;
			resolve();
		};
		process.on('SIGINT', request(130));
		process.on('SIGTERM', request(143));
		process.on('SIGHUP', request(129));
	});
	const session: Session = {
		stopRequested,
		keep(started) {
			running.push(started);
			return started;
		},
	};

	async function runToEnd(): Promise<number> {
		try {
			const interruption = stopRequested.then(async () => {
				// A body that waits for this very wish ends by itself, well, and wins.
				await new Promise((resolve) => setImmediate(resolve));
				return interrupted ?? 1;
			});
			return await Promise.race([body(session).then(() => 0), interruption]);
		} catch (error) {
			const text = error instanceof Error ? (error.stack ?? error.message) : String(error);
			say(`\n${error instanceof Problem ? error.message : text}`);
			return 1;
		} finally {
			for (const started of running.reverse()) await started.stop();
		}
	}

	void runToEnd().then((code) => process.exit(code));
}
