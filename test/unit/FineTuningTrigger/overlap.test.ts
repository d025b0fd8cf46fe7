import { unlessPolling } from '../../../nodes/FineTuningTrigger/overlap';

/** A poll that ends when the test says so. */
function openPoll() {
	let end: (result: string) => void = () => undefined;
	const result = new Promise<string>((resolve) => {
		end = resolve;
	});
	return { poll: async () => await result, end };
}

test('a poll gives its result', async () => {
	expect(await unlessPolling('w:1', async () => await Promise.resolve('news'))).toBe('news');
});

test('an overlapping poll of the same node steps aside without looking', async () => {
	const first = openPoll();
	const running = unlessPolling('w:1', first.poll);
	const second = jest.fn(async () => await Promise.resolve('twice'));
	expect(await unlessPolling('w:1', second)).toBeNull();
	expect(second).not.toHaveBeenCalled();
	first.end('once');
	expect(await running).toBe('once');
});

test.each([
	['another node of the workflow', 'w:2'],
	['the same node of another workflow', 'v:1'],
])('%s is not held up', async (_, key) => {
	const first = openPoll();
	const running = unlessPolling('w:1', first.poll);
	expect(await unlessPolling(key, async () => await Promise.resolve('free'))).toBe('free');
	first.end('done');
	await running;
});

test.each<[string, () => Promise<string>]>([
	['an end', async () => await Promise.resolve('done')],
	['an error', async () => await Promise.reject(new Error('server down'))],
])('after %s the node polls again', async (_, poll) => {
	await unlessPolling('w:1', poll).catch(() => undefined);
	expect(await unlessPolling('w:1', async () => await Promise.resolve('again'))).toBe('again');
});

test('an error of a poll is passed on', async () => {
	const poll = async () => await Promise.reject(new Error('server down'));
	await expect(unlessPolling('w:1', poll)).rejects.toThrow('server down');
});
