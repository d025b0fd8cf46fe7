import { createHash } from 'node:crypto';

import type { FineTuningJob } from './types';
import { isRecord } from './text';

/** The metadata pair by which a job is known to come from one create and no other. */
export const CREATE_KEY = 'n8n_create_key';

/** The API's limit of metadata pairs on a job. */
const MOST_PAIRS = 16;

/** What tells one create from every other, and is the same when n8n runs a node again by itself. */
export interface CreateOrigin {
	/** Two instances may run copies of one workflow. */
	instance: string;
	workflow: string;
	execution: string;
	node: string;
	/** Which of the node's runs in the execution: in a loop it has several. */
	run: number;
	item: number;
}

/**
 * The value of the key: 40 hexadecimal characters. The fields of a job are left out on purpose: an
 * expression such as `{{ $now }}` in one of them changes when the node runs again.
 */
export function createKeyOf({
	instance,
	workflow,
	execution,
	node,
	run,
	item,
}: CreateOrigin): string {
	const parts = JSON.stringify([instance, workflow, execution, node, run, item]);
	return createHash('sha256').update(parts).digest('hex').slice(0, 40);
}

/**
 * A create's body that carries the key, or null when it cannot: all pairs are in use, or the user has
 * put something else than pairs there, or a pair of this name.
 */
export function withCreateKey(
	body: Readonly<Record<string, unknown>>,
	key: string,
): Record<string, unknown> | null {
	const metadata = 'metadata' in body ? body.metadata : {};
	if (!isRecord(metadata) || CREATE_KEY in metadata) return null;
	if (Object.keys(metadata).length >= MOST_PAIRS) return null;
	return { ...body, metadata: { ...metadata, [CREATE_KEY]: key } };
}

/** What a part of the job list says of a create. */
export interface KeyScan {
	found: FineTuningJob | undefined;
	/** Whether any job carries a key of this kind: then the provider keeps metadata. */
	keepsKeys: boolean;
	/** Whether a job that was made just now would stand here, were there one. */
	newestFirst: boolean;
}

/** Looks for the key by comparing it here: a server's own filter is never trusted with this. */
export function scanForKey(jobs: readonly FineTuningJob[], key: string): KeyScan {
	const keys = jobs.map(({ metadata }) => metadata?.[CREATE_KEY]);
	const first = jobs[0]?.created_at ?? 0;
	const last = jobs.at(-1)?.created_at ?? 0;
	return {
		found: jobs[keys.indexOf(key)],
		keepsKeys: keys.some((value) => typeof value === 'string'),
		newestFirst: first >= last,
	};
}
