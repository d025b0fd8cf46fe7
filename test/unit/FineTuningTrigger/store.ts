import type { Source } from '../../../nodes/FineTuningTrigger/walk';
import { isTerminal } from '../../../nodes/shared/domain/job';
import { pageReader, readJob } from '../../../nodes/shared/providers/openAiProtocol/readers';
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
	hidden: boolean;
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

/** How the provider's list behaves. */
export interface Quirks {
	order: 'newest' | 'oldest';
	pageSize: number;
	alwaysHasMore: boolean;
}

/** What goes wrong in one poll. */
export interface Trouble {
	/** The call that fails, counted from 0. */
	failAt?: number;
	/** How many calls the poll has time for. */
	calls?: number;
}

/** Something in the list, where its time of creation puts it. */
interface Listed {
	createdAt: number;
	/** What the provider sends of it. */
	wire: unknown;
	sound: boolean;
}

/** A provider in memory, with a clock of its own; what it sends is read as a real one's answers are. */
export class Store {
	now = 1_000_000;
	readonly jobs: StoredJob[] = [];
	private readonly unsound: Listed[] = [];

	constructor(readonly quirks: Quirks) {}

	create(status: string, createdAt = this.now, lag = 0): void {
		this.jobs.push({
			id: `job-${this.jobs.length}`,
			status,
			createdAt,
			finishedAt: isTerminal(status) ? this.now : null,
			visibleFrom: this.now + lag,
			staleUntil: 0,
			staleStatus: status,
			hidden: false,
		});
	}

	/** Something turns up in the list that is no job. */
	createUnsound(flaw: number, createdAt = this.now): void {
		const wire = wireJob({
			id: `unsound-${this.unsound.length}`,
			status: 'failed',
			created_at: createdAt,
			finished_at: createdAt,
		});
		const spoil = FLAWS[flaw % FLAWS.length];
		this.unsound.push({ createdAt, wire: spoil?.(wire), sound: false });
	}

	/** A job goes on, unless it has ended. */
	change(stored: StoredJob, status: string, lag = 0): void {
		if (isTerminal(stored.status)) return;
		stored.staleStatus = stored.status;
		stored.staleUntil = this.now + lag;
		stored.status = status;
		stored.finishedAt = isTerminal(status) ? this.now : null;
	}

	/** The jobs that can be seen: whatever else is in the list is none. */
	visible(): StoredJob[] {
		return this.jobs.filter(({ visibleFrom, hidden }) => visibleFrom <= this.now && !hidden);
	}

	source({ failAt, calls = Number.POSITIVE_INFINITY }: Trouble = {}): Source {
		let made = 0;
		const call = () => {
			if (made === failAt) throw new Error('fault');
			made += 1;
		};
		const readPage = pageReader(readJob, this.quirks.pageSize);
		return {
			list: async (cursor) => {
				call();
				const answer = this.page(cursor);
				if (answer === null) return await Promise.resolve(null);
				const page = readPage(answer, this.now);
				if (!page) throw new Error(`The page was not read: ${JSON.stringify(answer)}`);
				return page;
			},
			get: async (id) => {
				call();
				const stored = this.visible().find((job) => job.id === id);
				return await Promise.resolve(stored ? readJob(wireOf(stored)) : null);
			},
			serverTime: () => this.now,
			timeUsed: () => made / calls,
			watches: () => true,
			only: [],
		};
	}

	/**
	 * As many jobs as a page holds, with all else up to the next one: a page of nothing but unsound things is
	 * no answer. Null for a cursor that is not known.
	 */
	private page(cursor: string | undefined): { data: unknown[]; has_more: boolean } | null {
		const all = this.listed();
		const start = cursor === undefined ? 0 : all.findIndex(({ wire }) => idOf(wire) === cursor) + 1;
		if (cursor !== undefined && start === 0) return null;
		const rest = all.slice(start);
		const sound = rest.filter((one) => one.sound);
		const last = sound[this.quirks.pageSize];
		const data = last ? rest.slice(0, rest.indexOf(last)) : sound.length > 0 ? rest : [];
		return {
			data: data.map(({ wire }) => wire),
			has_more: this.quirks.alwaysHasMore || last !== undefined,
		};
	}

	private listed(): Listed[] {
		const direction = this.quirks.order === 'newest' ? -1 : 1;
		const jobs = this.visible().map((stored) => ({
			createdAt: stored.createdAt,
			wire: wireOf(
				stored.staleUntil > this.now
					? { ...stored, status: stored.staleStatus, finishedAt: null }
					: stored,
			),
			sound: true,
		}));
		return [...jobs, ...this.unsound]
			.map((one, index) => ({ one, index }))
			.sort((a, b) => direction * (a.one.createdAt - b.one.createdAt || a.index - b.index))
			.map(({ one }) => one);
	}
}

function wireOf({ id, status, createdAt, finishedAt }: StoredJob): Wire {
	return wireJob({ id, status, created_at: createdAt, finished_at: finishedAt });
}

function idOf(wire: unknown): unknown {
	return typeof wire === 'object' && wire !== null && 'id' in wire ? wire.id : undefined;
}
