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
	expect(ids(trainableFirst(models, 0))).toEqual([
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
	expect(trainableFirst(models, 0)).toEqual([
		{ name: 'ft:gpt-4o:acme::1 (fine-tuned)', value: 'ft:gpt-4o:acme::1' },
		{ name: 'x', value: 'x' },
	]);
});

test('what cannot be trained is marked, so that nobody chooses it for its name', () => {
	const models = [
		aModel({ id: 'dall-e-3', trainable: false, shutdownDate: '2026-05-12' }),
		aModel({ id: 'whisper-1', trainable: false }),
		aModel({ id: 'gpt-5' }),
	];
	expect(trainableFirst(models, 0).map(({ name }) => name)).toEqual([
		'gpt-5',
		'dall-e-3 · cannot be trained · shuts down 2026-05-12',
		'whisper-1 · cannot be trained',
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
	['ownFirst', ownFirst],
])('%s leaves the list itself as it was, and no model out', (_, order) => {
	const models = [aModel({ id: 'b' }), aModel({ id: 'a' })];
	expect(ids(order(models, 0))).toEqual(['a', 'b']);
	expect(models.map(({ id }) => id)).toEqual(['b', 'a']);
});

test('both say when a model is shut down, or was', () => {
	const now = Date.parse('2026-12-01') / 1000;
	const models = [
		aModel({ id: 'a', shutdownDate: '2027-01-14' }),
		aModel({ id: 'b', shutdownDate: '2026-10-23' }),
		aModel({ id: 'ft:a', fineTuned: true, createdAt: now - 60, shutdownDate: '2027-01-14' }),
	];
	expect(trainableFirst(models, now).map(({ name }) => name)).toEqual([
		'ft:a (fine-tuned) · shuts down 2027-01-14',
		'a · shuts down 2027-01-14',
		'b · shut down 2026-10-23',
	]);
	expect(ownFirst(models, now)[0]?.name).toBe('ft:a · 1 min ago · shuts down 2027-01-14');
});

test('base models that are shut down come last: the first one can be chosen without reading on', () => {
	const now = Date.parse('2026-11-24') / 1000;
	const models = [
		aModel({ id: 'gone', trainable: true, shutdownDate: '2026-11-23' }),
		aModel({ id: 'ft:gone', fineTuned: true, shutdownDate: '2026-10-23' }),
		aModel({ id: 'last-day', trainable: true, shutdownDate: '2026-11-24' }),
		aModel({ id: 'stays', trainable: true }),
		aModel({ id: 'fixed', trainable: false }),
	];
	expect(ids(trainableFirst(models, now))).toEqual([
		'last-day',
		'stays',
		'fixed',
		'ft:gone',
		'gone',
	]);
});
