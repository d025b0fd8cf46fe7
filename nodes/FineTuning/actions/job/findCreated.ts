import type { IDataObject } from 'n8n-workflow';

import { scanForKey } from '../../../shared/createKey';
import { isRecord } from '../../../shared/text';
import { PAGE_SIZE } from '../../../shared/transport/pages';
import type { Connection, Look } from '../../../shared/transport/request';
import { LOOK_PAUSES_MS, TIMEOUT_MS } from '../../../shared/transport/timing';
import { cancelled, waitUntil } from '../../../shared/transport/wait';
import type { FineTuningJob, ListPage } from '../../../shared/types';

/** How far a list that does not begin with the newest job is read. */
const PAGES_AT_MOST = 20;

/**
 * Looks for the job that carries this key, more than once, since a list may lag behind. Never throws:
 * a look that fails proves nothing.
 */
export async function findCreated(
	connection: Connection,
	key: string,
): Promise<Look<FineTuningJob>> {
	let look: Look<FineTuningJob> = { state: 'unknown' };
	for (const pause of LOOK_PAUSES_MS) {
		const moment = Date.now() + pause;
		await waitUntil(connection, () => moment);
		if (cancelled(connection)) return { state: 'unknown' };
		try {
			look = await lookOnce(connection, key);
		} catch {
			// It was tried several times. What is told is the failure that made it necessary to look.
			return { state: 'unknown' };
		}
		if (look.state === 'found') return look;
	}
	return look;
}

/** Reads the newest jobs, and the whole list where it does not begin with them. */
async function lookOnce(connection: Connection, key: string): Promise<Look<FineTuningJob>> {
	let { keepsMetadata } = connection.provider;
	let after: string | undefined;
	for (let page = 0; page < PAGES_AT_MOST; page += 1) {
		const { data, has_more } = await newestJobs(connection, { ...(after && { after }) });
		if (!Array.isArray(data)) return { state: 'unknown' };
		const jobs = data.filter(isJob);
		const { found, keepsKeys, newestFirst } = scanForKey(jobs, key);
		if (found) return { state: 'found', value: found };
		// Where metadata may be dropped, that the key is missing proves something only if others keep theirs.
		keepsMetadata ||= keepsKeys;
		const last = jobs.at(-1)?.id;
		const ends = !(has_more ?? data.length >= PAGE_SIZE) || last === undefined || last === after;
		if (ends || (page === 0 && newestFirst)) {
			return { state: keepsMetadata ? 'absent' : 'unknown' };
		}
		after = last;
	}
	return { state: 'unknown' };
}

/** Without the API's filter by metadata: whether it works, and at once, nobody has promised. */
async function newestJobs(
	connection: Connection,
	query: IDataObject,
): Promise<ListPage<FineTuningJob>> {
	return await connection.request<ListPage<FineTuningJob>>({
		method: 'GET',
		path: ['fine_tuning', 'jobs'],
		query: { ...query, limit: PAGE_SIZE },
		action: 'look for the job',
		timeoutMs: TIMEOUT_MS / 4,
	});
}

function isJob(value: unknown): value is FineTuningJob {
	return isRecord(value) && typeof value.id === 'string';
}
