import { isTerminal } from '../../../nodes/shared/domain/job';
import { pageReader, readJob } from '../../../nodes/shared/providers/openAiProtocol/readers';
import type { Answer, Source } from '../../../nodes/FineTuningTrigger/walk';
import { wireJob } from '../builders';

/** A job at the scripted provider. */
export interface StoredJob {
	id: string;
	status: string;
	createdAt: number;
	finishedAt: number | null;
	/** When the list and the job's own address begin to show it. */
	visibleFrom: number;
	/** The list shows the status before until then. */
	staleUntil: number;
	staleStatus: string;
	/** How far from its place by time it stands in the list, in seconds. */
	displaced: number;
	hidden: boolean;
	/** It is in the list, but cannot be read by itself. */
	forbidden: boolean;
	/** What is sent of it is no job, in this way. */
	flaw: number | null;
}

type Wire = Record<string, unknown>;

/** Ways in which a job is none. */
export const FLAWS: ReadonlyArray<(wire: Wire) => unknown> = [
	(wire) => ({ ...wire, status: null }),
	(wire) => ({ ...wire, created_at: undefined }),
	(wire) => ({ ...wire, created_at: '2026-11-01T00:00:00Z' }),
	(wire) => ({ ...wire, id: 7 }),
	() => ({ error: { message: 'No' } }),
	() => null,
];

/** How the provider behaves. */
export interface Quirks {
	order: 'newest' | 'oldest';
	pageSize: number;
	alwaysHasMore: boolean;
	/** Neighbours in the list change places. */
	swapsPairs: boolean;
	/** What the `Date` of its answers says: seconds ahead of the clock of its jobs, or nothing. */
	dateAhead: number | null;
}

/** What goes wrong in one poll. */
export interface Trouble {
	/** The call that fails, counted from 0. */
	failAt?: number;
	/** How many calls the poll has time for. */
	calls?: number;
	/** So many times, the list is answered as if it were empty. */
	empty?: number;
}

/** A clock that several accounts of one server share. */
export interface Clock {
	now: number;
}

export const START = 1_700_000_000;

/** An account in memory; what it sends is read as a real one's answers are. */
export class Store {
	readonly jobs: StoredJob[] = [];
	calls = 0;

	constructor(
		readonly quirks: Quirks,
		readonly clock: Clock = { now: START },
		private readonly name = 'job',
	) {}

	create(status: string, changes: Partial<StoredJob> = {}): void {
		const { now } = this.clock;
		this.jobs.push({
			id: `${this.name}-${this.jobs.length}`,
			status,
			createdAt: now,
			finishedAt: isTerminal(status) ? now : null,
			visibleFrom: now,
			staleUntil: 0,
			staleStatus: status,
			displaced: 0,
			hidden: false,
			forbidden: false,
			flaw: null,
			...changes,
		});
	}

	/** A job goes on, unless it has ended. */
	change(stored: StoredJob, status: string, lag = 0): void {
		if (isTerminal(stored.status)) return;
		stored.staleStatus = stored.status;
		stored.staleUntil = this.clock.now + lag;
		stored.status = status;
		stored.finishedAt = isTerminal(status) ? this.clock.now : null;
	}

	/** The jobs that can be seen; what is flawed is none. */
	visible(): StoredJob[] {
		return this.present().filter(({ flaw }) => flaw === null);
	}

	date(): number | null {
		const { dateAhead } = this.quirks;
		return dateAhead === null ? null : this.clock.now + dateAhead;
	}

	source({ failAt, calls = Number.POSITIVE_INFINITY, empty = 0 }: Trouble = {}): Source {
		let made = 0;
		let lists = 0;
		const call = () => {
			if (made === failAt) throw new Error('fault');
			made += 1;
			this.calls += 1;
		};
		const readPage = pageReader(readJob);
		const all = this.listed();
		return {
			list: async (cursor) => {
				call();
				lists += 1;
				const answer = lists > empty ? this.page(all, cursor) : { data: [], has_more: false };
				if (answer === null) return await Promise.resolve(null);
				const page = readPage(answer, this.clock.now);
				if (!page) throw new Error(`The page was not read: ${JSON.stringify(answer)}`);
				return page;
			},
			get: async (id) => {
				call();
				return await Promise.resolve(this.answer(id));
			},
			serverTime: () => this.date(),
			timeUsed: () => made / calls,
			watches: () => true,
			only: [],
		};
	}

	private present(): StoredJob[] {
		const { now } = this.clock;
		return this.jobs.filter(({ visibleFrom, hidden }) => visibleFrom <= now && !hidden);
	}

	private answer(id: string): Answer {
		const stored = this.present().find((job) => job.id === id);
		if (!stored) return { kind: 'missing' };
		const job = stored.forbidden ? null : readJob(spoilt(stored, wireOf(stored)));
		return job
			? { kind: 'job', job }
			: { kind: 'failed', error: new Error('cannot be read'), busy: false };
	}

	private listed(): Listed[] {
		const direction = this.quirks.order === 'newest' ? -1 : 1;
		const sorted = this.present()
			.map((stored, index) => ({ stored, index, at: stored.createdAt + stored.displaced }))
			.sort((a, b) => direction * (a.at - b.at || a.index - b.index))
			.map(({ stored }) => {
				const stale = stored.staleUntil > this.clock.now;
				const wire = wireOf(
					stale ? { ...stored, status: stored.staleStatus, finishedAt: null } : stored,
				);
				return { id: stored.id, sound: stored.flaw === null, wire: spoilt(stored, wire) };
			});
		if (!this.quirks.swapsPairs) return sorted;
		return sorted.map((one, index) => sorted[index % 2 === 0 ? index + 1 : index - 1] ?? one);
	}

	/**
	 * As many jobs as a page holds, with all else up to the next one: a page of nothing but unsound things is
	 * no answer. Null for a cursor that is not known.
	 */
	private page(all: readonly Listed[], cursor: string | undefined): Answered | null {
		const start = cursor === undefined ? 0 : all.findIndex(({ id }) => id === cursor) + 1;
		if (cursor !== undefined && start === 0) return null;
		let end = start;
		for (let sound = 0; end < all.length; end += 1) {
			if (all[end]?.sound) sound += 1;
			if (sound > this.quirks.pageSize) break;
		}
		const part = all.slice(start, end);
		// Nothing but unsound things at the list's end: as if they were not there.
		const data = part.some(({ sound }) => sound) ? part.map(({ wire }) => wire) : [];
		return { data, has_more: this.quirks.alwaysHasMore || end < all.length };
	}
}

interface Listed {
	id: string;
	/** What the provider sends of it. */
	wire: unknown;
	sound: boolean;
}

interface Answered {
	data: unknown[];
	has_more: boolean;
}

function wireOf({ id, status, createdAt, finishedAt }: StoredJob): Wire {
	return wireJob({ id, status, created_at: createdAt, finished_at: finishedAt });
}

function spoilt({ flaw }: StoredJob, wire: Wire): unknown {
	const spoil = flaw === null ? undefined : FLAWS[flaw % FLAWS.length];
	return spoil ? spoil(wire) : wire;
}
