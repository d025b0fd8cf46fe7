import type { Blobs } from './blobs';
import type { JobHistory } from './events';
import { lossesOf } from './events';
import { jobAt, statusAt } from './life';
import type { LocalAiState } from './localAi/state';
import { resultCsv } from './metrics';
import type { Ids } from './random';
import type { CheckpointPermission, FileObject, ModelObject, UploadObject } from './types';

/** A job as the sandbox keeps it: what it looks like at any moment is computed from this. */
export interface JobRecord extends JobHistory {
	/** Precise, where the API's `created_at` is whole seconds. */
	createdAt: number;
	/** Its result files have been made, and may have been deleted since. */
	published?: boolean;
	/** So has its model. */
	registered?: boolean;
	/** What LocalAI's dialect keeps of it besides. */
	localAi?: LocalAiState;
}

/** A file; its bytes are in the blobs, under its id. */
export interface FileRecord {
	file: FileObject;
	/** From when on its status is `processed`. */
	readyAt: number;
}

/** An upload and its parts; their bytes are in the blobs, under the parts' ids. */
export interface UploadRecord {
	upload: UploadObject;
	/** Seconds that the file will live; null for ever. */
	lifetime: number | null;
	/** Bytes of each part. */
	parts: Record<string, number>;
}

/** A model on hardware of its own. */
export interface EndpointRecord {
	id: string;
	/** By which it is asked. */
	name: string;
	/** The trained model's name, or a base model's. */
	model: string;
	displayName: string;
	hardware: string;
	createdAt: number;
	/** When it was last started; null while it is stopped. */
	startedAt: number | null;
}

/** Everything the sandbox remembers, in memory. */
export class Store {
	readonly jobs = new Map<string, JobRecord>();
	readonly files = new Map<string, FileRecord>();
	readonly uploads = new Map<string, UploadRecord>();
	readonly permissions = new Map<string, CheckpointPermission[]>();
	/** Fine-tuned models, as jobs succeed. */
	readonly models = new Map<string, ModelObject>();
	/** Models that run on hardware of their own, by the endpoint's id. */
	readonly endpoints = new Map<string, EndpointRecord>();
	/** Oldest first: by time of creation, then by arrival. */
	readonly byAge: JobRecord[] = [];
	/** Jobs whose success has not been acted on yet. */
	private readonly open = new Set<JobRecord>();
	private readonly arrivals = new WeakMap<JobRecord, number>();

	constructor(
		readonly ids: Ids,
		private readonly blobs: Blobs,
	) {}

	/** When a job was put in; real milliseconds since 1970. */
	arrivedMs(record: JobRecord): number {
		return this.arrivals.get(record) ?? 0;
	}

	addJob(record: JobRecord): void {
		this.arrivals.set(record, Date.now());
		let [low, high] = [0, this.byAge.length];
		while (low < high) {
			const middle = (low + high) >> 1;
			if ((this.byAge[middle]?.createdAt ?? 0) <= record.createdAt) low = middle + 1;
			else high = middle;
		}
		this.byAge.splice(low, 0, record);
		this.jobs.set(record.base.id, record);
		if (!record.registered) this.open.add(record);
	}

	/** Does what time has brought: results of finished jobs appear, expired files go. */
	settle(now: number): void {
		for (const record of this.open) {
			const status = statusAt(record.transitions, now);
			if (status === 'succeeded') this.publish(record, now);
			if (record.transitions.every(({ at }) => at <= now)) this.open.delete(record);
		}
		for (const [id, { file, readyAt }] of this.files) {
			if (file.expires_at !== null && file.expires_at <= now) this.dropFile(id);
			else if (file.status !== 'processed' && readyAt <= now) file.status = 'processed';
		}
		for (const { upload, parts } of this.uploads.values()) {
			if (upload.status !== 'pending' || upload.expires_at > now) continue;
			upload.status = 'expired';
			for (const part of Object.keys(parts)) void this.blobs.remove(part);
		}
	}

	/** The jobs on which time has something left to do. */
	unsettled(): JobRecord[] {
		return [...this.open];
	}

	/** Looks again at a job whose status was set from outside. */
	reopen(record: JobRecord): void {
		if (!record.registered) this.open.add(record);
	}

	/** Forgets a file. Its bytes stay where a job was made of them, which is trained when it is its turn. */
	dropFile(id: string): void {
		this.files.delete(id);
		const isNeeded = ({ base }: JobRecord) =>
			base.training_file === id || base.validation_file === id;
		if (!this.byAge.some(isNeeded)) void this.blobs.remove(id);
	}

	private publish(record: JobRecord, now: number): void {
		const job = jobAt(record.base, record.transitions, now);
		const created = job.finished_at ?? Math.floor(now);
		if (job.fine_tuned_model && !record.registered) {
			record.registered = true;
			const id = job.fine_tuned_model;
			const model: ModelObject = { object: 'model', id, created, owned_by: job.organization_id };
			if (!this.models.has(id)) this.models.set(id, model);
		}
		if (record.published) return;
		record.published = true;
		for (const id of record.plan ? job.result_files : []) {
			const { bytes } = this.blobs.writeText(id, resultCsv(lossesOf(record)));
			const file: FileObject = {
				object: 'file',
				id,
				bytes,
				created_at: created,
				filename: 'step_metrics.csv',
				purpose: 'fine-tune-results',
				status: 'processed',
				status_details: null,
				expires_at: null,
			};
			this.files.set(id, { file, readyAt: created });
		}
	}
}
