import { unsloth } from '../../../../../nodes/shared/providers/unsloth';

const { jobs } = unsloth;

const RUNS = [
	{ id: 'b', status: 'running', started_at: '2026-02-02T02:40:00Z' },
	{ id: 'a', status: 'completed', started_at: '2026-02-01T02:40:00Z' },
];

test('the credential asks for the root of the server, where both of its APIs are', () => {
	expect(unsloth.credential).toMatchObject({
		description: 'A server of your own with a GPU',
		baseUrl: {
			default: null,
			versions: ['api', 'v1'],
			placeholder: 'e.g. http://unsloth:8000',
			description: expect.stringMatching(/root: port 8000 in its Docker image, 8888 where/),
		},
	});
});

test.each([
	['from its start', undefined, { limit: 2 }, '2'],
	['from a place on', '40', { limit: 2, offset: '40' }, '42'],
])('jobs are listed %s', (_, cursor, query, next) => {
	const call = jobs.list({ limit: 2, cursor });
	expect(call).toMatchObject({ method: 'GET', version: 'api', path: ['train', 'runs'] });
	expect(call.query).toEqual(query);
	expect(call.read({ runs: RUNS, total: 50 }, 0)).toMatchObject({
		items: [{ id: 'b' }, { id: 'a' }],
		next,
	});
});

test('a job and its figures are in one answer', () => {
	const answer = {
		run: RUNS[0],
		config: {},
		metrics: { loss_history: [2.5], loss_step_history: [1] },
	};
	const where = { method: 'GET', version: 'api', path: ['train', 'runs', 'b'] };
	expect(jobs.get('b')).toMatchObject(where);
	expect(jobs.get('b').read(answer, 0)).toMatchObject({ id: 'b' });
	expect(unsloth.metrics?.('b')).toMatchObject(where);
	expect(unsloth.metrics?.('b').read(answer, 0)).toMatchObject([{ step: 1, trainLoss: 2.5 }]);
});

describe('cancelling', () => {
	test('saves what was learnt, and stops no other job', () => {
		expect(jobs.cancel?.('b')).toMatchObject({
			method: 'POST',
			version: 'api',
			path: ['train', 'stop'],
			body: { save: true, expected_job_id: 'b' },
		});
	});

	test('is not asked for where a job has ended: the server would not say so', () => {
		expect(jobs.cancelsEnded).toBe(true);
	});

	test.each<[unknown, number | null, 'done' | null]>([
		[{ status: 'stopped' }, null, 'done'],
		[{ status: 'idle' }, 400, null],
		[{ status: 'error' }, null, null],
		[[], null, null],
		[null, null, null],
	])('answered with %j', (answer, status, done) => {
		const { read, refusal } = jobs.cancel?.('b') ?? {};
		expect(refusal?.(answer, 200)).toBe(status);
		expect(read?.(answer, 0)).toBe(done);
	});
});
