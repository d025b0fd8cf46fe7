import {
	modelOutput,
	retiringWithin,
	shutdownWarning,
	shutdownWords,
} from '../../../../nodes/shared/domain/model';
import { aModel } from '../../builders';

/** 2026-11-24, at half past nine in the evening, UTC. */
const NOW = Date.parse('2026-11-24T21:30:00Z') / 1000;

const dated = (shutdownDate: string | null) => aModel({ id: String(shutdownDate), shutdownDate });

test('a model, simplified and as it came', () => {
	const raw = { id: 'ft:m', created: 1_700_000_000, owned_by: 'me', more: 1 };
	const model = aModel({
		id: 'ft:m',
		createdAt: 1_700_000_000,
		fineTuned: true,
		owner: 'me',
		shutdownDate: '2027-01-14',
		raw,
	});
	expect(modelOutput(model, true)).toEqual({
		id: 'ft:m',
		createdAt: '2023-11-14T22:13:20.000Z',
		owner: 'me',
		fineTuned: true,
		trainable: null,
		shutdownDate: '2027-01-14',
	});
	expect(modelOutput(model, false)).toEqual(raw);
});

test.each<[days: number, ids: string[]]>([
	[0, ['2020-01-01', '2026-11-23', '2026-11-24']],
	[1, ['2020-01-01', '2026-11-23', '2026-11-24', '2026-11-25']],
	[51, ['2020-01-01', '2026-11-23', '2026-11-24', '2026-11-25', '2027-01-14']],
	[50, ['2020-01-01', '2026-11-23', '2026-11-24', '2026-11-25']],
])('within %d days: the next to go first, those of unknown end left out', (days, ids) => {
	const all = ['2027-01-14', '2026-11-25', '2020-01-01', '2026-11-24', '2026-11-23'].map(dated);
	const models = [dated(null), ...all];
	expect(retiringWithin(models, days, NOW).map(({ id }) => id)).toEqual(ids);
	expect(models[1]?.id).toBe('2027-01-14');
});

test('of one day, by name', () => {
	const models = ['b', 'a'].map((id) => aModel({ id, shutdownDate: '2026-11-24' }));
	expect(retiringWithin(models, 0, NOW).map(({ id }) => id)).toEqual(['a', 'b']);
});

test.each([
	[null, ''],
	['2026-11-23', 'shut down 2026-11-23'],
	['2026-11-24', 'shuts down 2026-11-24'],
	['2027-01-14', 'shuts down 2027-01-14'],
])('a model that goes at %p %s', (day, words) => {
	expect(shutdownWords(dated(day), NOW)).toBe(words);
});

test.each([
	['2026-10-23', /^gpt was shut down on 2026-10-23, with every model trained from it\. Train /],
	['2026-11-24', /^gpt will be shut down on 2026-11-24, /],
	['2027-05-23', /^gpt will be shut down on 2027-05-23, /],
	['2027-05-24', /^undefined$/],
])('of a model that goes at %s is told %p', (day, words) => {
	expect(String(shutdownWarning('gpt', day, NOW))).toMatch(words);
});
