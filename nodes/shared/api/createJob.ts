import type { Job } from '../domain/job';
import type { JobRequest } from '../domain/jobRequest';
import type { Exchange } from '../http';
import type { Idempotency, JobQuery, SearchedKey } from '../providers/protocol';
import type { Result } from '../result';
import type { Probe, Recovery } from '../transport/connection';
import { mayStillRun, type Outcome } from '../transport/retry';
import { send, type Caller } from './caller';
import type { JobCreation } from './jobCreation';
import { FINDING, PROBING, probeUntil, type Asking } from './probing';
import { ownKeyCreation } from './ownKey';
import { PAGE_SIZE, readPages } from './pages';

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
	const unkeyed = creation(caller, request, plain.value, undefined);
	if (key === undefined || !idempotency) return { ok: true, value: unkeyed };
	const carried = idempotency.carry(request, key);
	if (!carried) return { ok: true, value: unkeyed };
	const prepared = create(carried);
	if (!prepared.ok) return prepared;
	return {
		ok: true,
		value:
			'find' in idempotency
				? ownKeyCreation(caller, request, { idempotency, key })
				: creation(caller, request, prepared.value, { idempotency, key }),
	};
}

interface Keyed {
	idempotency: Extract<Idempotency, SearchedKey>;
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
		keyed
			? await probeUntil(caller, ['found'], async () => await probeOnce(caller, keyed))
			: { state: 'unknown' };
	return {
		keyed: keyed !== undefined,
		repeatable: false,
		sign,
		find,
		lookUp: async () => (keyed ? await lookUp(caller, keyed) : { state: 'unknown' }),
		async create(onAmbiguous) {
			let recovered = false;
			const recovery: Recovery<Job> = {
				repeat: 'ifAbsent',
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

/** How far a list that does not begin with the newest job is read. */
const PAGES_AT_MOST = 20;

/**
 * Reads the newest jobs, and the whole list where it does not begin with them. Without the list's filter by
 * metadata: whether it works, and at once, nobody has promised.
 * @returns `absent` only where this server has shown that it keeps such keys: a listed job carries one
 */
async function probeOnce(caller: Caller, { idempotency, key }: Keyed): Promise<Probe<Job>> {
	const { carriedBy } = idempotency;
	const token = idempotency.tokenOf(key);
	let keepsKeys = false;
	let readable = true;
	let pages = 0;
	for await (const { items, next, unsound } of readPages(
		async (cursor) => await listJobs(caller, { cursor }, PROBING),
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

/**
 * The newest jobs as they are, then what the list's filter gives, to its end: the job may be old.
 * @returns `unknown` where something in the list cannot be read: it may be the job
 */
async function lookUp(caller: Caller, { idempotency, key }: Keyed): Promise<Probe<Job>> {
	const token = idempotency.tokenOf(key);
	const ofKey = (job: Job) => idempotency.carriedBy(job) === token;
	const newest = (await listJobs(caller, {}, FINDING)).items.find(ofKey);
	if (newest) return { state: 'found', value: newest };
	const query = idempotency.query(key);
	const list = async (cursor: string | undefined) =>
		await listJobs(caller, { ...query, cursor }, FINDING);
	let readable = true;
	for await (const page of readPages(list)) {
		const found = page.items.find(ofKey);
		if (found) return { state: 'found', value: found };
		readable &&= page.unsound === 0;
	}
	return { state: readable ? 'absent' : 'unknown' };
}

async function listJobs(caller: Caller, query: Omit<JobQuery, 'limit'>, purpose: Asking) {
	return await send(caller, caller.provider.jobs.list({ ...query, limit: PAGE_SIZE }), purpose);
}
