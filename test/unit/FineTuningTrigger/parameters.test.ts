import { watchingOf, type TriggerParameters } from '../../../nodes/FineTuningTrigger/parameters';

const URL_A = 'https://api.openai.com/v1';
const parameters: TriggerParameters = {
	events: ['succeeded'],
	jobIds: ['ftjob-1', 'ftjob-2'],
	filter: { model: 'gpt-4.1-mini', suffix: 'support', metadata: { a: '1', b: '2' } },
	simplify: true,
	includeEvents: 0,
	includeCheckpoints: false,
};
const base = watchingOf(URL_A, parameters);

test.each<[string, Partial<TriggerParameters>]>([
	['other events', { events: ['failed', 'created'] }],
	['the raw form', { simplify: false }],
	['the log', { includeEvents: 10 }],
	['the checkpoints', { includeCheckpoints: true }],
	['the same jobs in another order', { jobIds: ['ftjob-2', 'ftjob-1'] }],
	[
		'the same metadata in another order',
		{ filter: { ...parameters.filter, metadata: { b: '2', a: '1' } } },
	],
])('asking for %s does not begin anew', (_, changes) => {
	expect(watchingOf(URL_A, { ...parameters, ...changes })).toBe(base);
});

test.each<[string, Partial<TriggerParameters>]>([
	['other jobs', { jobIds: ['ftjob-1'] }],
	['all jobs', { jobIds: [] }],
	['another model', { filter: { ...parameters.filter, model: 'gpt-4o' } }],
	['another suffix', { filter: { ...parameters.filter, suffix: '' } }],
	['other metadata', { filter: { ...parameters.filter, metadata: { a: '1' } } }],
	[
		'the model as suffix',
		{ filter: { ...parameters.filter, model: 'support', suffix: 'gpt-4.1-mini' } },
	],
])('watching %s begins anew', (_, changes) => {
	expect(watchingOf(URL_A, { ...parameters, ...changes })).not.toBe(base);
});

test('watching another provider begins anew', () => {
	expect(watchingOf('https://api.tokenfactory.nebius.com/v1', parameters)).not.toBe(base);
});

test('the lists given are left in their order', () => {
	const jobIds = ['b', 'a'];
	watchingOf(URL_A, { ...parameters, jobIds });
	expect(jobIds).toEqual(['b', 'a']);
});
