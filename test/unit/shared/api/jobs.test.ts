import { openApi } from '../../../../nodes/shared/api';
import type { JobChange } from '../../../../nodes/shared/api/jobs';
import type { Job } from '../../../../nodes/shared/domain/job';
import { aContext, aJob, lost, ok, refused, wireJob, type Answer } from '../../builders';
import { localAiJob } from '../providers/localAi/wireJob';

jest.mock('../../../../nodes/shared/timing', () => ({
	...jest.requireActual<object>('../../../../nodes/shared/timing'),
	SLICE_MS: 1,
	FIRST_DELAY_MS: 0,
	LONGEST_DELAY_MS: 0,
}));

/** Changes a job at a server that answers changes in turn, and shows the job in a status. */
async function change(verb: JobChange, status: string, ...answers: Array<Answer | Error>) {
	const calls: string[] = [];
	const { context } = aContext(({ method = 'GET' }) => {
		calls.push(method);
		if (method === 'GET') return ok(wireJob({ status }));
		const nth = calls.filter((call) => call === 'POST').length;
		const answer = answers[Math.min(nth, answers.length) - 1];
		if (answer instanceof Error) throw answer;
		return answer;
	});
	const { jobs } = await openApi(context);
	const result = await jobs.change('ftjob-1', verb).then(
		(job) => job.status,
		(error: Error) => error.message,
	);
	return { result, calls };
}

const changed = (status: string) => ok(wireJob({ status }));

test('a change that is answered is done', async () => {
	const { result, calls } = await change('pause', 'running', changed('paused'));
	expect([result, calls]).toEqual(['paused', ['POST']]);
});

test.each<[JobChange, string, boolean]>([
	['cancel', 'cancelled', true],
	['cancel', 'running', false],
	['cancel', 'succeeded', false],
	['pause', 'paused', true],
	['pause', 'pausing', true],
	['pause', 'running', false],
	['pause', 'queued', false],
	['pause', 'failed', false],
	['resume', 'running', true],
	['resume', 'queued', true],
	['resume', 'paused', false],
	['resume', 'resuming', false],
])(
	'when the answer to a %s is lost, a job that is %s shows that it worked: %p',
	async (verb, status, worked) => {
		const { result, calls } = await change(
			verb,
			status,
			lost('ECONNRESET'),
			changed('by the second'),
		);
		expect(result).toBe(worked ? status : 'by the second');
		expect(calls).toEqual(worked ? ['POST', 'GET'] : ['POST', 'GET', 'POST']);
	},
);

test.each([400, 409, 422])(
	'a job that is cancelled already counts as cancelled by a refused %d',
	async (status) => {
		const { result } = await change('cancel', 'cancelled', refused(status));
		expect(result).toBe('cancelled');
	},
);

test('a cancel that is refused for another reason is an error', async () => {
	const body = { error: { message: 'Job has already succeeded.' } };
	const { result } = await change('cancel', 'succeeded', refused(400, {}, body));
	expect(result).toBe('Could not cancel the job: it has already finished (job ftjob-1)');
});

test('a cancel that is refused whatever the job is in is an error', async () => {
	const { result, calls } = await change('cancel', 'cancelled', refused(403));
	expect([result, calls]).toEqual(['The API key may not do this (job ftjob-1)', ['POST']]);
});

test('a pause that is refused is an error, whatever the job is in', async () => {
	const { result, calls } = await change('pause', 'paused', refused(400));
	expect(result).toBe('Could not pause the job (job ftjob-1)');
	expect(calls).toEqual(['POST']);
});

test.each([
	['openAi', '', 'https://platform.openai.com/finetune/ftjob-1'],
	['together', '', 'https://api.together.ai/fine-tuning/ftjob-1'],
	['together', 'https://api.together.xyz/v1', 'https://api.together.ai/fine-tuning/ftjob-1'],
	// Whose page would it be?
	['openAi', 'https://proxy.example.com/v1', null],
	['custom', 'https://api.openai.com/v1', null],
	['nebius', '', null],
	['localAi', 'http://localhost:8080', null],
])("a job of %s at '%s' has the page %s", async (provider, baseUrl, url) => {
	const { context } = aContext(() => ok({}), { provider, baseUrl });
	const { jobs } = await openApi(context);
	expect(jobs.url(aJob())).toBe(url);
});

/** A job as Together sends it. */
const together = (changes: Record<string, unknown>) =>
	ok({ id: 'ft-1', created_at: '2026-05-17T17:35:45Z', ...changes });

test('a job that was asked to end counts as cancelled', async () => {
	const calls: string[] = [];
	const { context } = aContext(
		({ method = 'GET' }) => {
			calls.push(method);
			if (method === 'POST') throw lost('ECONNRESET');
			return together({ status: 'cancel_requested' });
		},
		{ provider: 'together' },
	);
	const job = await (await openApi(context)).jobs.change('ft-1', 'cancel');
	expect([job.isCancelling, calls]).toEqual([true, ['POST', 'GET']]);
});

describe('at a server that also cancels what has ended', () => {
	const BASE_URL = 'https://unsloth.example.com';
	const STOPPED = ok({ status: 'stopped' });
	/** How it answers when nothing runs any more. */
	const IDLE = ok({ status: 'idle', message: 'No training job is currently running' });
	const run = (status: string) =>
		ok({ run: { id: 'ftjob-1', status, started_at: '2026-11-24T09:00:00Z' } });

	/** Changes a job that the server shows in these statuses, one after the other. */
	async function changed(
		verb: JobChange,
		statuses: ReadonlyArray<string | Error>,
		...answers: ReadonlyArray<Answer | Error>
	) {
		const calls: string[] = [];
		const { context } = aContext(
			({ method = 'GET', url }) => {
				calls.push(url.slice(`${BASE_URL}/api/train/`.length));
				const nth = calls.filter((call) => (method === 'POST') === (call === 'stop')).length;
				const all = method === 'POST' ? answers : statuses;
				const answer = all[Math.min(nth, all.length) - 1];
				if (answer === undefined || answer instanceof Error) throw answer ?? new Error('None');
				return typeof answer === 'string' ? run(answer) : answer;
			},
			{ provider: 'unsloth', baseUrl: BASE_URL },
		);
		const { jobs } = await openApi(context);
		const result = await jobs.change('ftjob-1', verb).then(
			({ status }) => status,
			({ message, description }: Error & { description?: string }) => [message, description],
		);
		return { result, stops: calls.filter((call) => call === 'stop').length };
	}

	const ENDED = ['Job ftjob-1 has ended already: succeeded', expect.stringMatching(/^Only a job/)];
	const IN_VAIN = [expect.stringMatching(/^Could not cancel the job.*ftjob-1/), expect.anything()];
	const NO_ANSWER = [expect.stringMatching(/ftjob-1/), expect.anything()];
	const RESET = lost('ECONNRESET');

	test.each<[string, string[], Answer[], unknown, number]>([
		['one that runs is cancelled', ['running', 'stopped'], [STOPPED], 'cancelled', 1],
		['one that is still saving its model is on its way', ['running'], [STOPPED], 'running', 1],
		['one that is cancelled already is left alone', ['stopped'], [], 'cancelled', 0],
		['one that has succeeded is left alone, and told', ['completed'], [], ENDED, 0],
		['one that succeeds meanwhile is told', ['running', 'completed'], [STOPPED], ENDED, 1],
		['one that is refused goes on', ['running'], [IDLE], IN_VAIN, 1],
		[
			'one that is refused because it is cancelled meanwhile counts as cancelled',
			['running', 'stopped'],
			[IDLE],
			'cancelled',
			1,
		],
		[
			'one that is refused because it succeeds meanwhile is told',
			['running', 'completed'],
			[IDLE],
			ENDED,
			1,
		],
	])('%s', async (_, statuses, answers, result, stops) => {
		expect(await changed('cancel', statuses, ...answers)).toEqual({ result, stops });
	});

	test.each<[string, Array<string | Error>, unknown, number]>([
		['has stopped it', ['running', 'stopped'], 'cancelled', 1],
		['has not stopped it: it is sent again', ['running', 'running', 'stopped'], 'cancelled', 2],
		['came too late: it is not sent again', ['running', 'completed'], ENDED, 1],
		['cannot be asked after: it is not sent again', ['running', lost('EPROTO')], NO_ANSWER, 1],
	])('a cancel of which the answer is lost and that %s', async (_, statuses, result, stops) => {
		expect(await changed('cancel', statuses, RESET, STOPPED)).toEqual({ result, stops });
	});

	test('a pause is none of its own', async () => {
		expect(await changed('pause', ['running'])).toEqual({
			result: ['Unsloth Studio cannot pause jobs', expect.stringMatching(/^These can: /)],
			stops: 0,
		});
	});
});

describe('why a job has failed, where its log tells', () => {
	const log = ok({
		data: [{ type: 'job_error', message: 'Out of memory', created_at: '2026-05-17T18:00:00Z' }],
	});
	const told = { code: 'job_error', message: 'Out of memory', param: null };
	const known = { code: 'other', message: 'Known', param: null };

	test.each<[string, Partial<Job>, Answer, Job['failure'], number]>([
		['is read there', {}, log, told, 1],
		['is none where the log does not tell it', {}, ok({ data: [] }), null, 1],
		['stays unknown where the log cannot be read', {}, refused(400), null, 1],
		['is not read again where the job tells it', { failure: known }, log, known, 0],
		['is not asked of one that has not failed', { status: 'succeeded' }, log, null, 0],
	])('%s', async (_, changes, answer, failure, calls) => {
		const { context, sent } = aContext(() => answer, { provider: 'together' });
		const job = aJob({ status: 'failed', ...changes });
		expect(await (await openApi(context)).jobs.explained(job)).toEqual({ ...job, failure });
		expect(sent.map(({ url }) => url)).toEqual(
			Array.from({ length: calls }, () => 'https://api.together.ai/v1/fine-tunes/ftjob-1/events'),
		);
	});

	test('comes with the job', async () => {
		const { context } = aContext(
			({ url }) => (url.endsWith('/events') ? log : together({ status: 'error' })),
			{ provider: 'together' },
		);
		expect(await (await openApi(context)).jobs.get('ft-1')).toMatchObject({
			status: 'failed',
			failure: told,
		});
	});

	test('is not asked of a provider whose jobs tell it', async () => {
		const { context, sent } = aContext(() => ok({}));
		const job = aJob({ status: 'failed' });
		expect(await (await openApi(context)).jobs.explained(job)).toBe(job);
		expect(sent).toEqual([]);
	});
});

describe('a list of jobs', () => {
	test('that cannot be had is an error', async () => {
		const { context } = aContext(() => refused(400));
		const { jobs } = await openApi(context);
		await expect(jobs.list({ limit: 1 })).rejects.toMatchObject({
			message: 'Could not list the jobs',
		});
	});

	test.each<[string, Parameters<Awaited<ReturnType<typeof openApi>>['jobs']['list']>, string[]]>([
		['of all that have not ended', [{ limit: 9 }], ['a', 'b']],
		['of those that matter', [{ limit: 9 }, {}, ({ id }) => id !== 'a'], ['b']],
		['of none once time is up', [{ limit: 9 }, { progressWithinMs: 0 }], []],
	])('that takes more to tell how jobs stand reads the progress %s', async (_, args, read) => {
		const list = ['a', 'b', 'c'].map((id) =>
			localAiJob({ id, status: id === 'c' ? 'completed' : 'training' }),
		);
		const { context, sent } = aContext(
			({ url }) => (url.endsWith('/jobs') ? ok(list) : refused(400)),
			{ provider: 'localAi', baseUrl: 'https://localai.example.com' },
		);
		const { items } = await (await openApi(context)).jobs.list(...args);
		expect(items).toHaveLength(3);
		const asked = sent.flatMap(({ url }) => /([^/]+)\/progress$/.exec(url)?.[1] ?? []);
		expect(asked.sort()).toEqual(read);
	});
});
