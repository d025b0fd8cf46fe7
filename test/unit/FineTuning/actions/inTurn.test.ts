import { sleep } from 'n8n-workflow';

import { inTurn } from '../../../../nodes/FineTuning/actions/inTurn';

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
		inTurn('key', work('one', true)),
		inTurn('key', work('two')),
		inTurn('another', work('three')),
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
	const second = [inTurn('queue', work('one')), inTurn('queue', work('two'))];
	await second[0];
	await Promise.all([...second, inTurn('queue', work('three'))]);
	expect(told).toEqual(
		['one', 'two', 'three'].flatMap((name) => [`${name} begins`, `${name} ends`]),
	);
});
