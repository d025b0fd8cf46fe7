import { ownFirst, trainableFirst } from '../../../../nodes/FineTuning/listSearch/searchModels';
import { aModel } from '../../builders';

const ids = (items: ReturnType<typeof trainableFirst>) => items.map(({ value }) => value);

test('base models: those that can be trained, then the own ones, then the unknown, then the rest, each by name', () => {
	const models = [
		aModel({ id: 'unknown-b' }),
		aModel({ id: 'ft:own', fineTuned: true }),
		aModel({ id: 'trainable-b', trainable: true }),
		aModel({ id: 'fixed', trainable: false }),
		aModel({ id: 'unknown-a' }),
		aModel({ id: 'trainable-a', trainable: true }),
	];
	expect(ids(trainableFirst(models))).toEqual([
		'trainable-a',
		'trainable-b',
		'ft:own',
		'unknown-a',
		'unknown-b',
		'fixed',
	]);
});

test('an own fine-tuned model is marked in its name and chosen by its ID', () => {
	const models = [aModel({ id: 'ft:gpt-4o:acme::1', fineTuned: true }), aModel({ id: 'x' })];
	expect(trainableFirst(models)).toEqual([
		{ name: 'ft:gpt-4o:acme::1 (fine-tuned)', value: 'ft:gpt-4o:acme::1' },
		{ name: 'x', value: 'x' },
	]);
});

test('models of any kind: own ones first, newest first, with their age, then the rest', () => {
	const models = [
		aModel({ id: 'b' }),
		aModel({ id: 'a' }),
		aModel({ id: 'new', createdAt: 50 }),
		aModel({ id: 'ft:old', createdAt: 10, fineTuned: true }),
		aModel({ id: 'ft:new', createdAt: 40, fineTuned: true }),
		aModel({ id: 'ft:undated', fineTuned: true }),
	];
	expect(ownFirst(models, 100)).toEqual([
		{ name: 'ft:new · 1 min ago', value: 'ft:new' },
		{ name: 'ft:old · 2 min ago', value: 'ft:old' },
		{ name: 'ft:undated', value: 'ft:undated' },
		{ name: 'new', value: 'new' },
		{ name: 'a', value: 'a' },
		{ name: 'b', value: 'b' },
	]);
});

test.each([
	['trainableFirst', trainableFirst],
	['ownFirst', (models: Parameters<typeof ownFirst>[0]) => ownFirst(models, 0)],
])('%s leaves the list itself as it was, and no model out', (_, order) => {
	const models = [aModel({ id: 'b' }), aModel({ id: 'a' })];
	expect(ids(order(models))).toEqual(['a', 'b']);
	expect(models.map(({ id }) => id)).toEqual(['b', 'a']);
});
