import { sleep } from 'n8n-workflow';

import { inTurn } from '../../../../nodes/FineTuning/actions/inTurn';
import type { ApiContext } from '../../../../nodes/shared/execution';

const running = (signal = new AbortController().signal) =>
	({
		getExecutionCancelSignal: () => signal,
		getNode: () => ({ name: 'Fine-Tuning' }),
	}) as unknown as ApiContext;
const context = running();

test('those that share a name take turns, also after one failed; others do not wait', async () => {
	const told: string[] = [];
	const work =
		(name: string, fails = false) =>
		async () => {
			told.push(`${name} begins`);
			await sleep(5);
			told.push(`${name} ends`);
			if (fails) throw new Error(name);
			return name;
		};
	const results = await Promise.allSettled([
		inTurn(context, 'key', work('one', true)),
		inTurn(context, 'key', work('two')),
		inTurn(context, 'another', work('three')),
	]);
	expect(results.map(({ status }) => status)).toEqual(['rejected', 'fulfilled', 'fulfilled']);
	expect(told.filter((text) => !text.startsWith('three'))).toEqual([
		'one begins',
		'one ends',
		'two begins',
		'two ends',
	]);
	expect(told.indexOf('three begins')).toBeLessThan(told.indexOf('one ends'));
});

test('who comes when the first is done still waits for the second', async () => {
	const told: string[] = [];
	const work = (name: string) => async () => {
		told.push(`${name} begins`);
		await sleep(5);
		told.push(`${name} ends`);
	};
	const second = [inTurn(context, 'queue', work('one')), inTurn(context, 'queue', work('two'))];
	await second[0];
	await Promise.all([...second, inTurn(context, 'queue', work('three'))]);
	expect(told).toEqual(
		['one', 'two', 'three'].flatMap((name) => [`${name} begins`, `${name} ends`]),
	);
});

test('who is cancelled leaves at once, does nothing, and keeps nobody from his turn', async () => {
	const told: string[] = [];
	let end = () => {};
	const first = inTurn(context, 'long', async () => {
		await new Promise<void>((resolve) => (end = resolve));
		told.push('one');
	});
	const stop = new AbortController();
	const second = inTurn(running(stop.signal), 'long', async () => {
		await sleep(0);
		told.push('two');
	});
	const third = inTurn(context, 'long', async () => {
		await sleep(0);
		told.push('three');
	});
	stop.abort();
	await expect(second).rejects.toThrow('The execution was cancelled');
	expect(told).toEqual([]);
	end();
	await Promise.all([first, third]);
	expect(told).toEqual(['one', 'three']);
});
