import { openApi } from '../../../../nodes/shared/api';
import type { JobChange } from '../../../../nodes/shared/api/jobs';
import { aContext, aJob, lost, ok, refused, wireJob, type Answer } from '../../builders';

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
