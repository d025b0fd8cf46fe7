import { pagesWorthReading } from '../shared/pagesWorthReading';
import { floorOf } from './horizon';
import { trackedIn, type Gap, type TrackedJob, type TrackerState } from './state';
import { emptySnapshot, isDue, unfinished, type Snapshot } from './tracker';
import { note, walk, type Source, type Stretch, type WalkEnd } from './walk';

/** The shares of a poll's time after which its next part begins, so that none starves another. */
const LIST_UNTIL = 0.5;
const SINGLE_UNTIL = 0.8;
const GETS_AT_ONCE = 5;

/**
 * Fetches what changes can hide in, in the fewest calls: the newest part of the list, then the unfinished
 * jobs that it did not show, then parts that earlier polls did not reach.
 */
export async function takeSnapshot(state: TrackerState, source: Source): Promise<Snapshot> {
	const snapshot = emptySnapshot();
	const poll: Poll = { state, source, snapshot };
	if (source.only.length > 0) {
		await fetchSingly(poll, watchedIds(state, source.only), 1);
	} else {
		// Where the list is not known to begin with the newest, what is new may lie in the gap.
		const anywhere = state.gaps.find(({ newestFirst }) => !newestFirst);
		const rest = state.gaps.filter((gap) => gap !== anywhere);
		if (anywhere) {
			snapshot.began = anywhere.began;
			const end = await readGap(poll, anywhere, state.poll === 0 ? 1 : LIST_UNTIL);
			snapshot.isComplete = !end.early;
			await followUnfinished(poll, undefined);
			await readGaps(poll, rest);
		} else {
			const head = await readHead(poll, rest);
			snapshot.isComplete = !head.end.early;
			await followUnfinished(poll, head.end);
			await readGaps(poll, head.rest);
		}
		snapshot.isComplete &&= snapshot.gaps.every(({ old }) => old);
	}
	snapshot.time = source.serverTime();
	return snapshot;
}

interface Poll {
	state: TrackerState;
	source: Source;
	snapshot: Snapshot;
}

/** Reads the start of the list, down to where everything is known. Gives the gaps that are left. */
async function readHead(
	{ state, source, snapshot }: Poll,
	gaps: readonly Gap[],
): Promise<{ end: WalkEnd; rest: readonly Gap[] }> {
	const to = floorOf(state);
	// While the history is not read, a job from before may stand above what was read of it.
	const region = gaps.some(({ old }) => old) ? 'old' : 'new';
	const head = { cursor: null, to, region, until: LIST_UNTIL } as const;
	const end = await walk(head, state, source, snapshot);
	if (!end.early) return { end, rest: gaps };
	// One gap reaches down to where the one before ended, so that there is never more than one.
	const below = gaps.filter(({ old }) => !old);
	snapshot.gaps.push({
		cursor: end.next,
		to: Math.min(to, ...below.map((gap) => gap.to)),
		old: false,
		newestFirst: end.newestFirst,
		began: source.serverTime(),
	});
	return { end, rest: gaps.filter(({ old }) => old) };
}

async function readGaps(poll: Poll, gaps: readonly Gap[]): Promise<void> {
	for (const gap of gaps) {
		if (poll.source.timeUsed() >= 1) poll.snapshot.gaps.push(gap);
		else await readGap(poll, gap, 1);
	}
}

/** Reads a gap; what time does not suffice for remains one. */
async function readGap(
	{ state, source, snapshot }: Poll,
	{ cursor, to, old, newestFirst, began }: Gap,
	until: number,
): Promise<WalkEnd> {
	const stretch: Stretch = { cursor, to, region: old ? 'old' : 'new', until };
	let end = await walk(stretch, state, source, snapshot);
	// Asked once more: an empty answer in the place of all jobs would make them news later.
	if (state.poll === 0 && snapshot.listed.size === 0) {
		end = await walk(stretch, state, source, snapshot);
	}
	if (end.early) {
		snapshot.gaps.push({
			cursor: end.next,
			to,
			old,
			newestFirst: newestFirst || end.newestFirst,
			began: began ?? source.serverTime(),
		});
	}
	return end;
}

/** Finds the unfinished jobs that the list did not show yet: further down in it, or one by one. */
async function followUnfinished(poll: Poll, head: WalkEnd | undefined): Promise<void> {
	const { state, source, snapshot } = poll;
	const unseen = (): Array<[string, TrackedJob]> =>
		unfinished(state).filter(([id, job]) => !snapshot.found.has(id) && isDue(job, state.poll + 1));
	let end = head;
	for (let pages = unseen().length; pages > 0; pages -= 1) {
		if (end?.lastCreatedAt === undefined || end.next === null || end.early) break;
		if (source.timeUsed() >= SINGLE_UNTIL) break;
		const left = unseen().map(([, { createdAt }]) => createdAt);
		if (pagesWorthReading(left, end.lastCreatedAt, end.secondsPerPage) === 0) break;
		// Past the time for one page already: read one and think again.
		const known = { cursor: end.next, to: Infinity, region: 'new', until: 0 } as const;
		end = { ...(await walk(known, state, source, snapshot)), early: false };
	}
	// The longest unseen first: were time to run out, none would be passed over again and again.
	const ids = unseen()
		.sort(([, a], [, b]) => a.poll - b.poll)
		.map(([id]) => id);
	await fetchSingly(poll, ids, SINGLE_UNTIL);
}

async function fetchSingly(poll: Poll, ids: readonly string[], until: number): Promise<void> {
	const { state, source, snapshot } = poll;
	for (let index = 0; index < ids.length; index += GETS_AT_ONCE) {
		if (index > 0 && source.timeUsed() >= until) return;
		const batch = ids.slice(index, index + GETS_AT_ONCE);
		const answers = await Promise.all(
			batch.map(async (id) => ({ id, answer: await source.get(id) })),
		);
		for (const { id, answer } of answers) {
			if (answer.kind === 'missing') snapshot.missing.push(id);
			else if (answer.kind === 'failed') snapshot.failed.push({ id, error: answer.error });
			else note(answer.job, trackedIn(state, id) ? 'known' : 'old', state, source, snapshot);
		}
		if (answers.some(({ answer }) => answer.kind === 'failed' && answer.busy)) return;
	}
}

/** The watched jobs that are not known to have finished. */
function watchedIds(state: TrackerState, only: readonly string[]): string[] {
	const due = new Set(
		unfinished(state)
			.filter(([, job]) => isDue(job, state.poll + 1))
			.map(([id]) => id),
	);
	return only.filter((id) => due.has(id) || !trackedIn(state, id));
}
