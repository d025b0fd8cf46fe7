import type { FineTuningJob } from '../../../nodes/shared/types';
import { isTerminal } from '../../../nodes/shared/status';
import type { Source } from '../../../nodes/FineTuningTrigger/snapshot';

/** A job at the scripted provider. */
export interface StoredJob {
	job: FineTuningJob;
	/** When the list and the job's own address begin to show it. */
	visibleFrom: number;
	/** The list shows the status before until then. */
	staleUntil: number;
	staleStatus: string;
	hidden: boolean;
}

/** How the provider's list behaves. */
export interface Quirks {
	order: 'newest' | 'oldest';
	pageSize: number;
	alwaysHasMore: boolean;
}

/** What goes wrong in one look. */
export interface Trouble {
	/** The call that fails, counted from 0. */
	failAt?: number;
	/** How many calls the look has time for. */
	calls?: number;
	/** Called before every call: the provider goes on while it is looked at. */
	between?: () => void;
}

/** A provider in memory, with a clock of its own. */
export class Store {
	now = 1_000_000;
	readonly jobs: StoredJob[] = [];
	calls = 0;

	constructor(readonly quirks: Quirks) {}

	create(status: string, createdAt = this.now, lag = 0): StoredJob {
		const job: FineTuningJob = {
			id: `job-${this.jobs.length}`,
			status,
			model: 'model',
			created_at: createdAt,
			finished_at: isTerminal(status) ? this.now : null,
		};
		const stored = {
			job,
			visibleFrom: this.now + lag,
			staleUntil: 0,
			staleStatus: status,
			hidden: false,
		};
		this.jobs.push(stored);
		return stored;
	}

	/** A job goes on, unless it has ended. */
	change(stored: StoredJob, status: string, lag = 0): void {
		if (isTerminal(stored.job.status)) return;
		stored.staleStatus = stored.job.status;
		stored.staleUntil = this.now + lag;
		stored.job = {
			...stored.job,
			status,
			finished_at: isTerminal(status) ? this.now : null,
		};
	}

	visible(): StoredJob[] {
		return this.jobs.filter(({ visibleFrom, hidden }) => visibleFrom <= this.now && !hidden);
	}

	source({ failAt, calls = Number.POSITIVE_INFINITY, between }: Trouble = {}): Source {
		let made = 0;
		const call = () => {
			between?.();
			if (made === failAt) throw new Error('fault');
			made += 1;
			this.calls += 1;
		};
		return {
			list: async (after) => {
				call();
				const direction = this.quirks.order === 'newest' ? -1 : 1;
				const all = this.visible()
					.map((stored, index) => ({ stored, index }))
					.sort(
						(a, b) =>
							direction * (a.stored.job.created_at - b.stored.job.created_at || a.index - b.index),
					)
					.map(({ stored }) => this.listed(stored));
				const start = after === undefined ? 0 : all.findIndex(({ id }) => id === after) + 1;
				if (after !== undefined && start === 0) return null;
				const jobs = all.slice(start, start + this.quirks.pageSize);
				return {
					jobs,
					hasMore: this.quirks.alwaysHasMore || start + jobs.length < all.length,
				};
			},
			get: async (id) => {
				call();
				return this.visible().find(({ job }) => job.id === id)?.job ?? null;
			},
			serverTime: () => this.now,
			timeUsed: () => made / calls,
			watches: () => true,
			only: [],
		};
	}

	private listed({ job, staleUntil, staleStatus }: StoredJob): FineTuningJob {
		return staleUntil > this.now ? { ...job, status: staleStatus, finished_at: null } : job;
	}
}
