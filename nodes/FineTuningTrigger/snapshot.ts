import { pagesWorthReading } from '../shared/pagesWorthReading';
import type { Gap, TrackerState } from './state';
import { floorOf, unfinished, type Snapshot } from './tracker';
import { note, walk, type Source, type Walk, type WalkEnd } from './walk';

/** The shares of a poll's time after which its next part begins, so that none starves another. */
const LIST_UNTIL = 0.5;
const SINGLE_UNTIL = 0.8;
const GETS_AT_ONCE = 5;

/**
 * Fetches what changes can hide in, in the fewest calls: the newest part of the list, then the unfinished
 * jobs that it did not show, then parts that earlier polls did not reach.
 */
export async function takeSnapshot(state: TrackerState, source: Source): Promise<Snapshot> {
	const snapshot: Snapshot = { found: new Map(), missing: [], gaps: [], newest: -1, time: null };
	const poll: Poll = { state, source, snapshot };
	if (source.only.length > 0) {
		await fetchSingly(poll, watchedIds(state, source.only), 1);
		snapshot.time = source.serverTime();
		return snapshot;
	}
	// In a list from oldest to newest, what is new comes when its gap is read to the end.
	const head = state.gaps.some(({ oldestFirst }) => oldestFirst)
		? undefined
		: await readStretch(poll, headOf(state));
	await followUnfinished(poll, head);
	for (const [index, gap] of state.gaps.entries()) {
		if (source.timeUsed() >= 1 && head) snapshot.gaps.push(gap);
		else await readStretch(poll, restOf(gap, state.gaps.slice(index + 1)));
	}
	snapshot.time = source.serverTime();
	return snapshot;
}

interface Poll {
	state: TrackerState;
	source: Source;
	snapshot: Snapshot;
}

/** The start of the list, down to where everything is known; at the first poll all of it. */
function headOf(state: TrackerState): Walk {
	const range = { from: Number.MAX_SAFE_INTEGER, gaps: state.gaps };
	return state.look === 0
		? { ...range, to: -1, region: 'old', until: 1 }
		: { ...range, to: floorOf(state), region: 'new', until: LIST_UNTIL };
}

/** A gap as a stretch to read; parts of it may lie in gaps from before. */
function restOf(gap: Gap, gaps: readonly Gap[]): Walk {
	return {
		after: gap.after,
		from: gap.oldestFirst ? Number.MAX_SAFE_INTEGER : gap.from,
		to: gap.oldestFirst ? Math.max(gap.from, gap.to) : gap.to,
		region: gap.old ? 'old' : 'new',
		gaps,
		until: 1,
	};
}

/** Reads a stretch; what time did not suffice for becomes a gap. */
async function readStretch(poll: Poll, stretch: Walk): Promise<WalkEnd> {
	const end = await walk(stretch, poll.state, poll.source, poll.snapshot);
	if (end.early && end.last && end.next !== null) {
		poll.snapshot.gaps.push({
			after: end.next,
			from: end.last.createdAt,
			to: stretch.to,
			old: stretch.region === 'old',
			oldestFirst: end.oldestFirst,
		});
	}
	return end;
}

/** Finds the unfinished jobs that the list did not show yet: further down in it, or one by one. */
async function followUnfinished(poll: Poll, head: WalkEnd | undefined): Promise<void> {
	const { state, source, snapshot } = poll;
	const unseen = () => unfinished(state).filter(([id]) => !snapshot.found.has(id));
	let end = head;
	for (
		let pages = unseen().length;
		end?.last && end.next !== null && !end.early && pages > 0;
		pages -= 1
	) {
		if (end.oldestFirst || source.timeUsed() >= SINGLE_UNTIL) break;
		const left = unseen().map(([, { createdAt }]) => createdAt);
		if (pagesWorthReading(left, end.last.createdAt, end.secondsPerPage) === 0) break;
		end = await walk(
			// Already past the time for one page: read one and think again.
			{ after: end.next, from: -1, to: -1, region: 'new', gaps: [], until: 0 },
			state,
			source,
			snapshot,
		);
		end = { ...end, early: false };
	}
	// The longest unseen first: were time to run out, none would be passed over again and again.
	const ids = unseen()
		.sort(([, a], [, b]) => a.look - b.look)
		.map(([id]) => id);
	await fetchSingly(poll, ids, SINGLE_UNTIL);
}

async function fetchSingly(poll: Poll, ids: readonly string[], until: number): Promise<void> {
	const { state, source, snapshot } = poll;
	for (let index = 0; index < ids.length; index += GETS_AT_ONCE) {
		if (index > 0 && source.timeUsed() >= until) return;
		const batch = ids.slice(index, index + GETS_AT_ONCE);
		const jobs = await Promise.all(batch.map(async (id) => await source.get(id)));
		for (const [at, job] of jobs.entries()) {
			const id = batch[at];
			if (job) note(job, state.jobs[job.id] ? 'known' : 'old', state, source, snapshot);
			else if (id !== undefined) snapshot.missing.push(id);
		}
	}
}

/** The watched jobs that are not known to have finished. */
function watchedIds(state: TrackerState, only: readonly string[]): string[] {
	const open = new Set(unfinished(state).map(([id]) => id));
	return only.filter((id) => open.has(id) || !state.jobs[id]);
}
