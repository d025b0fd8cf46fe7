import type { Job } from '../domain/job';
import type { JobRequest } from '../domain/jobRequest';
import { cancelled, waitUntil } from '../execution';
import type { Exchange } from '../http';
import type { Idempotency, OwnKey } from '../providers/protocol';
import type { Result } from '../result';
import { PROBE_PAUSES_MS, TIMEOUT_MS } from '../timing';
import type { Probe, Recovery } from '../transport/connection';
import { mayStillRun, type Outcome } from '../transport/retry';
import { send, unlessGone, type Caller } from './caller';
import { PAGE_SIZE, readPages } from './pages';

/** A job, and whether it was found again instead of created by the call that returns it. */
export interface Created {
	job: Job;
	recovered: boolean;
}

/** One create by one idempotency key. */
export interface JobCreation {
	/** Whether the job carries the key. */
	keyed: boolean;
	/** How a person recognises the job, as a sentence; absent without a key. */
	sign?: string;
	/**
	 * Probes for the job that carries the key, for about a minute: lists lag behind, and servers that answered
	 * with an error may still be at it. Never throws.
	 */
	find(): Promise<Probe<Job>>;
	/** The job that carries the key, from anywhere in the list; `unknown` without a key. @throws NodeApiError */
	lookUp(): Promise<Probe<Job>>;
	/**
	 * @param onAmbiguous told of each attempt that may have been carried out, and whether the server may
	 * still be at it
	 * @throws NodeApiError; says so if the job may exist all the same
	 */
	create(onAmbiguous: (mayStillRun: boolean) => void): Promise<Created>;
}

/**
 * Prepares a create: nothing is sent yet.
 * @param key absent: the job is to carry none
 * @returns what is wrong with the request by the provider's limits, else how to go on
 */
export function prepareCreate(
	caller: Caller,
	request: JobRequest,
	key: string | undefined,
): Result<JobCreation> {
	const { idempotency, create } = caller.provider.jobs;
	// First what the user entered: a mistake in it is not the key's.
	const plain = create(request);
	if (!plain.ok) return plain;
	const carried = key !== undefined && idempotency ? idempotency.carry(request, key) : null;
	if (!carried || !idempotency || key === undefined) {
		return { ok: true, value: creation(caller, request, plain.value, undefined) };
	}
	const prepared = create(carried);
	return prepared.ok
		? { ok: true, value: creation(caller, request, prepared.value, { idempotency, key }) }
		: prepared;
}

interface Keyed {
	idempotency: Idempotency;
	key: string;
}

function creation(
	caller: Caller,
	request: JobRequest,
	exchange: Exchange<Job>,
	keyed: Keyed | undefined,
): JobCreation {
	const sign = keyed?.idempotency.sign(keyed.key);
	const find = async (): Promise<Probe<Job>> =>
		keyed ? await findCreated(caller, keyed) : { state: 'unknown' };
	return {
		keyed: keyed !== undefined,
		sign,
		find,
		lookUp: async () => (keyed ? await lookUp(caller, keyed) : { state: 'unknown' }),
		async create(onAmbiguous) {
			let recovered = false;
			const recovery: Recovery<Job> = {
				repeat: keyed && isOwn(keyed.idempotency) ? 'safe' : 'ifAbsent',
				sign,
				async probe() {
					const probe = await find();
					// Two executions may share a key, should they begin in one millisecond with equal data.
					if (probe.state === 'found' && !isOf(request, probe.value)) return { state: 'unknown' };
					recovered = probe.state === 'found';
					return probe;
				},
			};
			const job = await send(caller, exchange, {
				action: 'create the job',
				creates: 'job',
				...(keyed && { recovery }),
				onAmbiguous: (outcome: Outcome) => onAmbiguous(mayStillRun(outcome)),
			});
			return { job, recovered };
		},
	};
}

/** Whether a job can be what a request made: it trains on the same file, as far as it says. */
function isOf({ trainingFile }: JobRequest, job: Job): boolean {
	return job.trainingFile === null || job.trainingFile === trainingFile;
}

function isOwn(idempotency: Idempotency): idempotency is Extract<Idempotency, OwnKey> {
	return 'find' in idempotency;
}

/** Asks the provider itself for the job with the key. */
async function askFor(caller: Caller, { find }: OwnKey, key: string): Promise<Probe<Job>> {
	const purpose = { action: 'find the job', timeoutMs: TIMEOUT_MS / 4 };
	const known = await unlessGone(
		caller,
		['404'],
		async () => await send(caller, find(key), purpose),
	);
	if (!known) return { state: 'absent' };
	if (known.jobId === null) return { state: 'unknown' };
	return {
		state: 'found',
		value: await send(caller, caller.provider.jobs.get(known.jobId), purpose),
	};
}

async function findCreated(caller: Caller, keyed: Keyed): Promise<Probe<Job>> {
	let probe: Probe<Job> = { state: 'unknown' };
	for (const pause of PROBE_PAUSES_MS) {
		const moment = performance.now() + pause;
		await waitUntil(caller.context, () => moment);
		if (cancelled(caller.context)) return { state: 'unknown' };
		try {
			probe = await probeOnce(caller, keyed);
		} catch {
			// What the user is told is the failure that made it necessary to probe.
			probe = { state: 'unknown' };
		}
		if (probe.state === 'found') return probe;
	}
	return probe;
}

/** How far a list that does not begin with the newest job is read. */
const PAGES_AT_MOST = 20;

/**
 * Reads the newest jobs, and the whole list where it does not begin with them. Without the list's filter by
 * metadata: whether it works, and at once, nobody has promised.
 * @returns `absent` only where this server has shown that it keeps such keys: a listed job carries one
 */
async function probeOnce(caller: Caller, { idempotency, key }: Keyed): Promise<Probe<Job>> {
	if (isOwn(idempotency)) return await askFor(caller, idempotency, key);
	const { carriedBy } = idempotency;
	const token = idempotency.tokenOf(key);
	let keepsKeys = false;
	let readable = true;
	let pages = 0;
	for await (const { items, next, unsound } of readPages(
		async (cursor) => await newestJobs(caller, cursor),
	)) {
		pages += 1;
		const found = items.find((job) => carriedBy(job) === token);
		if (found) return { state: 'found', value: found };
		// One that cannot be read may be it.
		readable &&= unsound === 0;
		keepsKeys ||= items.some((job) => carriedBy(job) !== null);
		const newestFirst = items.every(
			({ createdAt }, at) => at === 0 || createdAt <= (items[at - 1]?.createdAt ?? 0),
		);
		if (pages === 1 && newestFirst) break;
		if (next !== null && pages === PAGES_AT_MOST) return { state: 'unknown' };
	}
	return { state: keepsKeys && readable ? 'absent' : 'unknown' };
}

async function newestJobs(caller: Caller, cursor: string | undefined) {
	return await send(caller, caller.provider.jobs.list({ cursor, limit: PAGE_SIZE }), {
		action: 'find the job',
		timeoutMs: TIMEOUT_MS / 4,
		once: true,
	});
}

/**
 * The newest jobs as they are, then what the list's filter gives, to its end: the job may be old.
 * @returns `unknown` where something in the list cannot be read: it may be the job
 */
async function lookUp(caller: Caller, { idempotency, key }: Keyed): Promise<Probe<Job>> {
	if (isOwn(idempotency)) return await askFor(caller, idempotency, key);
	const token = idempotency.tokenOf(key);
	const ofKey = (job: Job) => idempotency.carriedBy(job) === token;
	const newest = (await newestJobs(caller, undefined)).items.find(ofKey);
	if (newest) return { state: 'found', value: newest };
	const query = idempotency.query(key);
	const list = async (cursor: string | undefined) =>
		await send(caller, caller.provider.jobs.list({ ...query, cursor, limit: PAGE_SIZE }), {
			action: 'find the job',
		});
	let readable = true;
	for await (const page of readPages(list)) {
		const found = page.items.find(ofKey);
		if (found) return { state: 'found', value: found };
		readable &&= page.unsound === 0;
	}
	return { state: readable ? 'absent' : 'unknown' };
}
