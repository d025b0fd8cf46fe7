import { modelItems } from '../../../../nodes/FineTuning/methods/searchBaseModels';

const ids = (items: ReturnType<typeof modelItems>) => items.map(({ value }) => value);

test('models that can be trained come first, then the own ones, then the rest, each by name', () => {
	const models = [
		'whisper-1',
		'ft:gpt-4o-2024-08-06:acme::1',
		'gpt-4o-mini-2024-07-18',
		'dall-e-3',
		'gpt-4.1-2025-04-14',
		'davinci-002',
	].map((id) => ({ id }));
	expect(ids(modelItems(models))).toEqual([
		'davinci-002',
		'gpt-4.1-2025-04-14',
		'gpt-4o-mini-2024-07-18',
		'ft:gpt-4o-2024-08-06:acme::1',
		'dall-e-3',
		'whisper-1',
	]);
});

test('what the provider says of a model counts for more than its name', () => {
	const models = [
		{ id: 'gpt-4o-2024-08-06', capabilities: { fine_tune: false } },
		{ id: 'unknown' },
		{ id: 'zephyr', capabilities: { fine_tune: true } },
		{ id: 'gpt-4.1-2025-04-14', capabilities: {} },
	];
	expect(ids(modelItems(models))).toEqual([
		'gpt-4.1-2025-04-14',
		'zephyr',
		'unknown',
		'gpt-4o-2024-08-06',
	]);
});

test('an own fine-tuned model is marked in its name and chosen by its ID', () => {
	expect(modelItems([{ id: 'ft:gpt-4o:acme::1' }, { id: 'x' }])).toEqual([
		{ name: 'ft:gpt-4o:acme::1 (fine-tuned)', value: 'ft:gpt-4o:acme::1' },
		{ name: 'x', value: 'x' },
	]);
});

test('no model is left out and the list itself stays as it was', () => {
	const models = [{ id: 'b' }, { id: 'a' }];
	expect(ids(modelItems(models))).toEqual(['a', 'b']);
	expect(models).toEqual([{ id: 'b' }, { id: 'a' }]);
});
