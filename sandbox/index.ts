/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import type { IncomingMessage, ServerResponse } from 'node:http';
import { Blobs } from './blobs';
import { createClock, type Clock } from './clock';
import type { Context, Limits, RequestRecord } from './context';
import { dialectOf, type DialectName } from './dialects';
import { Faults, type Fault } from './faults';
import { seedJob, setStatus } from './jobs';
import { LateRequests } from './late';
import { persist } from './persistence';
import type { DateQuirks, JobQuirks, ListQuirks } from './quirks';
import { createIds } from './random';
import { createServer } from './server';
import { Store } from './store';
import { Trainer } from './training/trainer';
import type { FineTuningJob } from './types';

export type { DialectName } from './dialects';
export type { Fault } from './faults';
export { MALFORMED, only, type DateQuirks, type JobQuirks, type ListQuirks } from './quirks';
export type { FineTuningJob, JobEvent, JobCheckpoint, FileObject } from './types';

/** The port that `npm run sandbox` listens on unless told otherwise. */
export const DEFAULT_PORT = 4010;

/** How the sandbox behaves. */
export interface SandboxOptions {
	/** How many times faster jobs run than at speed 1, where a small one takes a minute. */
	speed?: number;
	/** Where to keep everything from one start to the next. */
	stateFile?: string;
	/** Unix seconds; the clock then stands still but for `clock.advance`. */
	startTime?: number;
	/** Same seed, same ids and figures. */
	seed?: number;
	/** Which provider it passes for. */
	dialect?: DialectName;
	/** How it misbehaves from the start; see the fields of the same names of `Sandbox`. */
	list?: Partial<ListQuirks>;
	jobs?: Partial<JobQuirks>;
	date?: DateQuirks;
	limits?: Limits;
	faults?: Fault[];
}

/** A running sandbox. */
export interface Sandbox {
	/** `http://127.0.0.1:PORT/v1` */
	baseUrl: string;
	apiKey: string;
	adminKey: string;
	clock: Clock;
	/** What was received, newest last; the newest few thousand. */
	requests: RequestRecord[];
	faults: { add(fault: Fault): void; clear(): void };
	/** Ways in which the listing misbehaves; change at any time. */
	list: ListQuirks;
	/** Ways in which jobs misbehave; change at any time. */
	jobs: JobQuirks;
	/** Ways in which the `Date` header is wrong; change at any time. */
	date: DateQuirks;
	/** How much the server takes; change at any time. */
	limits: Limits;
	store: Store;
	/** Puts in a job that keeps the given status until `setStatus`. */
	seedJob(job: Partial<FineTuningJob> & { status: string }): FineTuningJob;
	/** Sets a job's status from now on. Throws for an unknown job. */
	setStatus(jobId: string, status: string, extra?: Partial<FineTuningJob>): void;
	/** Answers a request that another server has received. */
	take(request: IncomingMessage, response: ServerResponse): void;
	/** Resolves when all requests that faults put off (`finishLateMs`) have been acted on. */
	idle(): Promise<void>;
	/** Stops the server, and saves the state if there is a file for it. */
	close(): Promise<void>;
}

/**
 * Starts a server on 127.0.0.1 that speaks the fine-tuning protocol. Supervised jobs really train a model, a small
 * one that sorts texts; other methods are simulated.
 * @throws Error with code `EADDRINUSE` when the port is taken.
 */
export async function startSandbox(
	options: SandboxOptions & { port?: number } = {},
): Promise<Sandbox> {
	const clock = createClock(options.startTime);
	const dialect = dialectOf(options.dialect ?? 'openAi');
	const blobs = await Blobs.open(options.stateFile && `${options.stateFile}.files`);
	const seed = options.seed ?? Math.floor(Math.random() * 2 ** 31);
	const store = new Store(createIds(seed, dialect.ids), blobs);
	const faults = new Faults();
	for (const fault of options.faults ?? []) faults.add(fault);
	const context: Context = {
		clock,
		speed: options.speed ?? 1,
		dialect,
		store,
		trainer: new Trainer(clock, store, blobs),
		blobs,
		faults,
		late: new LateRequests(),
		list: { hidden: new Set(), ...options.list },
		jobs: { forbidden: new Set(), ...options.jobs },
		date: { ...options.date },
		limits: { ...options.limits },
		requests: [],
		apiKey: 'sk-sandbox',
		adminKey: 'sk-admin-sandbox',
	};
	const persistence = persist(options.stateFile, store, clock);
	const app = await createServer(context, persistence);
	const close = async () => {
		context.trainer.close();
		await context.late.stop();
		await app.close();
		persistence.flush();
		await blobs.close();
	};
	const address = await app
		.listen({ host: '127.0.0.1', port: options.port ?? 0 })
		.catch(async (error: unknown) => {
			await blobs.close();
			throw error;
		});
	return {
		baseUrl: `${address}/v1`,
		apiKey: context.apiKey,
		adminKey: context.adminKey,
		clock,
		requests: context.requests,
		faults,
		list: context.list,
		jobs: context.jobs,
		date: context.date,
		limits: context.limits,
		store,
		seedJob: (job) => seedJob(context, job),
		setStatus: (jobId, status, extra) => setStatus(context, jobId, status, extra),
		take: (request, response) => void app.server.emit('request', request, response),
		idle: async () => await context.late.idle(),
		close,
	};
}
