import {
	baselineOf,
	isOutdated,
	remember,
	unlessPolling,
} from '../../../nodes/FineTuningTrigger/memory';
import { emptyState, type TrackerState } from '../../../nodes/FineTuningTrigger/state';

/** A poll that ends when the test says so. */
function openPoll() {
	let end: (result: string) => void = () => undefined;
	const result = new Promise<string>((resolve) => {
		end = resolve;
	});
	return { poll: async () => await result, end };
}

test('a poll gives its result', async () => {
	expect(await unlessPolling('w:1', 1000, async () => await Promise.resolve('news'))).toBe('news');
});

test('an overlapping poll of the same node steps aside without polling', async () => {
	const first = openPoll();
	const running = unlessPolling('w:1', 1000, first.poll);
	const second = jest.fn(async () => await Promise.resolve('twice'));
	expect(await unlessPolling('w:1', 1000, second)).toBeNull();
	expect(second).not.toHaveBeenCalled();
	first.end('once');
	expect(await running).toBe('once');
});

test.each([
	['another node of the workflow', 'w:2'],
	['the same node of another workflow', 'v:1'],
])('%s is not held up', async (_, key) => {
	const first = openPoll();
	const running = unlessPolling('w:1', 1000, first.poll);
	expect(await unlessPolling(key, 1000, async () => await Promise.resolve('free'))).toBe('free');
	first.end('done');
	await running;
});

test.each<[string, () => Promise<string>]>([
	['an end', async () => await Promise.resolve('done')],
	['an error', async () => await Promise.reject(new Error('server down'))],
])('after %s the node polls again', async (_, poll) => {
	await unlessPolling('w:1', 1000, poll).catch(() => undefined);
	expect(await unlessPolling('w:1', 1000, async () => await Promise.resolve('again'))).toBe(
		'again',
	);
});

test('an error of a poll is passed on', async () => {
	const poll = async () => await Promise.reject(new Error('server down'));
	await expect(unlessPolling('w:1', 1000, poll)).rejects.toThrow('server down');
});

test('a poll beyond its time is given up: the next one runs, and the first learns of it', async () => {
	const now = jest.spyOn(performance, 'now').mockReturnValue(0);
	const first = openPoll();
	let isCurrent = () => true;
	const running = unlessPolling('w:9', 1000, async (ask) => {
		isCurrent = ask;
		return await first.poll();
	});
	now.mockReturnValue(999);
	expect(await unlessPolling('w:9', 1000, async () => await Promise.resolve('early'))).toBeNull();
	expect(isCurrent()).toBe(true);
	now.mockReturnValue(1000);
	const second = openPoll();
	const taking = unlessPolling('w:9', 1000, second.poll);
	expect(isCurrent()).toBe(false);
	// The first one's end does not end the second one's time.
	first.end('late');
	expect(await running).toBe('late');
	expect(await unlessPolling('w:9', 1000, async () => await Promise.resolve('third'))).toBeNull();
	second.end('in time');
	expect(await taking).toBe('in time');
	expect(await unlessPolling('w:9', 1000, async () => await Promise.resolve('next'))).toBe('next');
	now.mockRestore();
});

describe('where n8n hands each poll a copy of the state', () => {
	const after = (poll: number, watching = 'all'): TrackerState => ({
		...emptyState(watching, 'key'),
		poll,
	});
	const NOW = 1_700_000_000_000;

	test('a poll from a copy older than what the last one left is outdated; a newer one is not', () => {
		remember('r:1', after(5), true, NOW);
		expect(isOutdated('r:1', after(4), NOW + 1)).toBe(true);
		expect(isOutdated('r:1', after(5), NOW + 1)).toBe(false);
		expect(isOutdated('r:1', after(6), NOW + 1)).toBe(false);
	});

	test('what is left of another node, or of something else that was watched, is no matter', () => {
		remember('r:2', after(5), true, NOW);
		expect(isOutdated('r:3', after(4), NOW)).toBe(false);
		expect(isOutdated('r:2', after(4, 'other'), NOW)).toBe(false);
	});

	test('should n8n have failed to save it, it is done again after a while', () => {
		remember('r:4', after(5), true, NOW);
		expect(isOutdated('r:4', after(4), NOW + 45_000)).toBe(true);
		expect(isOutdated('r:4', after(4), NOW + 45_001)).toBe(false);
		// Until then, nothing that is left by others takes its place.
		remember('r:5', after(1), true, NOW + 45_000);
		expect(isOutdated('r:4', after(4), NOW)).toBe(true);
		remember('r:5', after(2), true, NOW + 45_001);
		expect(isOutdated('r:4', after(4), NOW)).toBe(false);
	});

	test('what n8n will not save leaves nothing behind that could be outdated', () => {
		remember('r:6', after(5), false, NOW);
		expect(isOutdated('r:6', after(4), NOW)).toBe(false);
		// Only an activation is one to begin from.
		remember('r:6', after(2), false, NOW);
		expect(baselineOf('r:6', 'all')).toBeUndefined();
	});

	test('what an activation found is kept for the polls whose copy lacks it, and changed by none of them', () => {
		const found = { ...after(1), newest: 7 };
		remember('r:7', found, false, NOW);
		found.newest = 8;
		const kept = baselineOf('r:7', 'all');
		expect(kept).toEqual({ ...after(1), newest: 7 });
		if (kept) kept.newest = 9;
		expect(baselineOf('r:7', 'all')?.newest).toBe(7);
		expect([baselineOf('r:7', 'other'), baselineOf('r:8', 'all')]).toEqual([undefined, undefined]);
		// Should n8n fail to save it, the next one begins from what the activation found once more.
		remember('r:7', after(2), true, NOW);
		expect(baselineOf('r:7', 'all')?.newest).toBe(7);
		remember('r:7', after(3), true, NOW);
		expect(baselineOf('r:7', 'all')).toBeUndefined();
	});
});
