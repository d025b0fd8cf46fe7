/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/require-node-api-error -- runs in Node, not in n8n */
import { existsSync, readFileSync, renameSync, writeFileSync } from 'node:fs';
import { clearTimeout, setTimeout } from 'node:timers';
import type { Clock } from './clock';
import { isJson } from './json';
import type { EndpointRecord, FileRecord, JobRecord, Store, UploadRecord } from './store';
import type { CheckpointPermission, ModelObject } from './types';

interface Snapshot {
	version: 1;
	ids: number;
	advanced: number;
	jobs: JobRecord[];
	files: FileRecord[];
	uploads: UploadRecord[];
	permissions: Array<[string, CheckpointPermission[]]>;
	models: ModelObject[];
	/** Missing in older states. */
	endpoints?: EndpointRecord[];
}

/** Writes the state to its file. */
export interface Persistence {
	/** Saves soon; several calls close together save once. */
	schedule(): void;
	/** Saves now, if there is a file. */
	flush(): void;
}

const DELAY_MS = 250;

/**
 * Fills the store from `file`, if it exists, and keeps it saved there. Without `file`, does nothing.
 * @throws Error naming the file when it is not a state of the sandbox.
 */
export function persist(file: string | undefined, store: Store, clock: Clock): Persistence {
	if (file === undefined) return { schedule() {}, flush() {} };
	if (existsSync(file)) restore(read(file), store, clock);
	let timer: ReturnType<typeof setTimeout> | undefined;
	const flush = () => {
		clearTimeout(timer);
		timer = undefined;
		// A crash while writing must not cost the last good state.
		writeFileSync(`${file}.tmp`, JSON.stringify(snapshot(store, clock)));
		renameSync(`${file}.tmp`, file);
	};
	return {
		schedule: () => (timer ??= setTimeout(flush, DELAY_MS).unref()),
		flush,
	};
}

function snapshot(store: Store, clock: Clock): Snapshot {
	return {
		version: 1,
		ids: store.ids.count,
		advanced: clock.advanced,
		jobs: store.byAge,
		files: [...store.files.values()],
		uploads: [...store.uploads.values()],
		permissions: [...store.permissions],
		models: [...store.models.values()],
		endpoints: [...store.endpoints.values()],
	};
}

function restore(state: Snapshot, store: Store, clock: Clock): void {
	store.ids.count = state.ids;
	clock.advance(state.advanced);
	for (const record of state.jobs) store.addJob(record);
	for (const record of state.files) store.files.set(record.file.id, record);
	for (const record of state.uploads) store.uploads.set(record.upload.id, record);
	for (const [checkpoint, list] of state.permissions) store.permissions.set(checkpoint, list);
	for (const model of state.models) store.models.set(model.id, model);
	for (const endpoint of state.endpoints ?? []) store.endpoints.set(endpoint.id, endpoint);
}

function read(file: string): Snapshot {
	let state: unknown;
	try {
		state = JSON.parse(readFileSync(file, 'utf8'));
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		throw new Error(`The state file ${file} cannot be read: ${reason}`);
	}
	if (isSnapshot(state)) return state;
	throw new Error(`The file ${file} is not a state of this sandbox. Choose another one.`);
}

function isSnapshot(state: unknown): state is Snapshot {
	return (
		isJson(state) &&
		state.version === 1 &&
		typeof state.ids === 'number' &&
		typeof state.advanced === 'number' &&
		[state.jobs, state.files, state.uploads, state.permissions, state.models].every(Array.isArray)
	);
}
