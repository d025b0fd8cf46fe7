import { PROVIDERS } from '../../../../../nodes/shared/providers';
import { aJob, aJobRequest, aProvider, OF_OPENAI_PROTOCOL, wireJob } from '../../../builders';
import type { Call } from '../../../../../nodes/shared/http';

const openAi = aProvider('openAi');

/** A call without its reader, which is a function of its own each time. */
function shape({ method, path, query, body, admin }: Call) {
	const route = `${method} /${path.join('/')}`;
	return [route, query ?? {}, body ?? {}, ...(admin ? ['admin'] : [])];
}

const { jobs, events, checkpoints, files, models, permissions } = openAi;
const page = { cursor: 'c', limit: 7 };

test.each([
	['a list of jobs', jobs.list({ limit: 7 }), 'GET /fine_tuning/jobs', { limit: 7 }],
	['its next page', jobs.list(page), 'GET /fine_tuning/jobs', { limit: 7, after: 'c' }],
	['a job', jobs.get('j'), 'GET /fine_tuning/jobs/j', {}],
	['a cancel', jobs.cancel?.('j'), 'POST /fine_tuning/jobs/j/cancel', {}],
	['a pause', jobs.pause?.('j'), 'POST /fine_tuning/jobs/j/pause', {}],
	['a resumption', jobs.resume?.('j'), 'POST /fine_tuning/jobs/j/resume', {}],
	[
		'the events of a job',
		events?.({ jobId: 'j', ...page }),
		'GET /fine_tuning/jobs/j/events',
		{ limit: 7, after: 'c' },
	],
	[
		'the checkpoints of a job',
		checkpoints?.({ jobId: 'j', limit: 7 }),
		'GET /fine_tuning/jobs/j/checkpoints',
		{ limit: 7 },
	],
	[
		'a list of training files',
		files?.list?.({ purpose: 'fine-tune', ...page }),
		'GET /files',
		{ purpose: 'fine-tune', limit: 7, after: 'c' },
	],
	['a list of all files', files?.list?.({ purpose: 'all', limit: 7 }), 'GET /files', { limit: 7 }],
	['a file', files?.get?.('f'), 'GET /files/f', {}],
	['the bytes of a file', files?.content?.('f'), 'GET /files/f/content', {}],
	['the end of a file', files?.remove?.('f'), 'DELETE /files/f', {}],
	['a list of models', models?.list(), 'GET /models', {}],
	['a model', models?.get?.('ft:m'), 'GET /models/ft:m', {}],
	['the end of a model', models?.remove?.('ft:m'), 'DELETE /models/ft:m', {}],
])('OpenAI is asked for %s by its route', (_, call, route, query) => {
	expect(call && shape(call)).toEqual([route, query, {}]);
});

test('permissions are asked for with the admin key', () => {
	const route = '/fine_tuning/checkpoints/ft:m/permissions';
	const calls = [
		permissions?.list('ft:m', page),
		permissions?.create('ft:m', ['p1', 'p2']),
		permissions?.remove('ft:m', 'cp_1'),
	];
	expect(calls.map((call) => call && shape(call))).toEqual([
		[`GET ${route}`, { limit: 7, after: 'c' }, {}, 'admin'],
		[`POST ${route}`, {}, { project_ids: ['p1', 'p2'] }, 'admin'],
		[`DELETE ${route}/cp_1`, {}, {}, 'admin'],
	]);
});

test('a create is sent with its body, and its answer is a job', () => {
	const call = jobs.create(aJobRequest());
	expect(call.ok && shape(call.value)).toEqual([
		'POST /fine_tuning/jobs',
		{},
		{ model: 'gpt-4.1-mini-2025-04-14', training_file: 'file-1' },
	]);
	expect(call.ok && call.value.read(wireJob(), 0)).toMatchObject({ id: 'ftjob-1' });
});

const metadata = { team: 'support', empty: '' };

test.each([
	['openAi', { 'metadata[team]': 'support', 'metadata[empty]': '' }],
	['azureOpenAi', { 'metadata[team]': 'support', 'metadata[empty]': '' }],
	// It keeps none, so that the filter could do harm only.
	['nebius', {}],
	['custom', {}],
])('%s is asked for jobs with metadata by the query %p', (id, query) => {
	const { list } = aProvider(id).jobs;
	expect(list({ limit: 5, metadata }).query).toEqual({ limit: 5, ...query });
});

test.each(OF_OPENAI_PROTOCOL)(
	'$displayName answers every call with what was asked for',
	({ id }) => {
		const one = aProvider(id);
		const file = { id: 'f', created_at: 1 };
		const list = { data: [wireJob()], has_more: false };
		expect(one.jobs.list(page).read(list, 0)?.items).toMatchObject([{ id: 'ftjob-1' }]);
		expect(one.jobs.get('x').read(wireJob(), 0)).toMatchObject({ id: 'ftjob-1' });
		expect(one.jobs.cancel?.('x').read(wireJob(), 0)).toMatchObject({ status: 'queued' });
		expect(one.events?.({ jobId: 'j', limit: 1 }).read({ data: [file] }, 0) ?? null).toEqual(
			one.events ? expect.objectContaining({ next: 'f', unsound: 0 }) : null,
		);
		expect(one.files?.get?.('f').read(file, 0)).toMatchObject({ id: 'f', createdAt: 1 });
		expect(one.models?.list().read({ data: [{ id: 'm' }] }, 0)).toMatchObject({ next: null });
	},
);

test.each(PROVIDERS)(
	'whatever the ID, $displayName names it in a segment of its own, to be encoded',
	(provider) => {
		const id = ' a/../b?c#d ';
		const calls = [
			provider.jobs.get(id),
			provider.jobs.cancel?.(id),
			provider.jobs.pause?.(id),
			provider.jobs.resume?.(id),
			provider.events?.({ jobId: id, limit: 1 }),
			provider.checkpoints?.({ jobId: id, limit: 1 }),
			provider.metrics?.(id),
			provider.files?.get?.(id),
			provider.files?.remove?.(id),
			provider.files?.content?.(id),
			provider.models?.get?.(id),
			provider.models?.remove?.(id),
			provider.permissions?.list(id, { limit: 1 }),
			provider.permissions?.remove('c', id),
		].filter((call) => call !== undefined);
		expect(calls.length).toBeGreaterThan(3);
		for (const { path, ...call } of calls) {
			// Some have it in the body, where nothing is to be encoded.
			const told = JSON.stringify('body' in call ? call.body : {}).includes(JSON.stringify(id));
			expect(path.filter((segment) => segment === id)).toHaveLength(told ? 0 : 1);
			expect(path.filter((segment) => segment !== id).join('')).toMatch(/^[a-z_-]+$/);
		}
	},
);

describe('the key by which a job is found again', () => {
	const { idempotency } = jobs;
	const searched = idempotency && 'carriedBy' in idempotency ? idempotency : undefined;
	const keyed = idempotency?.carry(aJobRequest(), 'x');

	test('is read from the job that carries it', () => {
		const wire = keyed && jobs.create(keyed);
		const sent = wire?.ok && !(wire.value.body instanceof FormData) && wire.value.body?.metadata;
		const job = aJob({ metadata: sent as Record<string, string> });
		expect(searched?.carriedBy(job)).toBe('x');
	});

	test.each([null, {}, { team: 'x' }, { n8n_create_key: '' }, { n8n_create_key: 7 }])(
		'is none in the metadata %p',
		(given) => {
			expect(searched?.carriedBy(aJob({ metadata: given }))).toBeNull();
		},
	);

	test('is told to a person who has to look for the job', () => {
		expect(idempotency?.sign('x')).toBe('It would carry the metadata n8n_create_key: x.');
	});

	test('is used by default where jobs keep it for sure', () => {
		const byDefault = PROVIDERS.filter((one) => one.jobs.idempotency?.byDefault);
		expect(byDefault.map(({ id }) => id).sort()).toEqual([
			'azureOpenAi',
			'localAi',
			'openAi',
			'unsloth',
		]);
	});
});
