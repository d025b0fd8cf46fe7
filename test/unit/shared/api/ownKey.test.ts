import { createHash } from 'node:crypto';
import type { IHttpRequestOptions } from 'n8n-workflow';

import { openApi } from '../../../../nodes/shared/api';
import type { Caller } from '../../../../nodes/shared/api/caller';
import { prepareCreate } from '../../../../nodes/shared/api/createJob';
import {
	aConnection,
	aContext,
	aJobRequest,
	aProvider,
	aServer,
	lost,
	never,
	ok,
	refused,
	type Answer,
} from '../../builders';

jest.mock('../../../../nodes/shared/timing', () => ({
	...jest.requireActual<object>('../../../../nodes/shared/timing'),
	SLICE_MS: 100,
	FIRST_DELAY_MS: 0,
	LONGEST_DELAY_MS: 0,
	PROBE_PAUSES_MS: [0, 0],
}));

const BASE_URL = 'https://unsloth.example.com';

type Told = Answer | Error;

/** What the server says of a start request. */
const NONE = refused(404, {}, { detail: 'Not found' });
const PENDING = ok({ state: 'pending' });
const REJECTED = ok({ state: 'rejected' });
const ACCEPTED = ok({ state: 'accepted', job_id: 'job_1' });
const STARTED = ok({ job_id: 'job_1', status: 'queued' });
/** How it refuses a start, the first time and each time after. */
const BUSY = ok({ status: 'error', error: 'Training is already running' });
const RUN = ok({ run: { id: 'job_1', status: 'running', started_at: '2026-11-24T09:00:00Z' } });

interface Script {
	/** Of the start requests `x`, `x#2`, …: what the server says of each, in turn; none of the others. */
	asked?: Record<string, Told[]>;
	start?: Told[];
	run?: Told;
}

/** The name by which an attempt goes there: the key, and from the second one on a hash that follows from it. */
function idOf(nth: number): string {
	const name = JSON.stringify(['x', nth]);
	return nth === 1 ? 'x' : createHash('sha256').update(name).digest('hex');
}
const NAMES = new Map(
	Array.from({ length: 101 }, (_, at) => [idOf(at + 1), at === 0 ? 'x' : `x#${at + 1}`]),
);

/** A server that answers so, and keeps what it was asked as `ask x`, `start x#2` or `run job_1`. */
function scripted({ asked = {}, start = [STARTED], run = RUN }: Script) {
	const calls: string[] = [];
	const inTurn = (call: string, answers: readonly Told[]): Answer => {
		calls.push(call);
		const nth = calls.filter((one) => one === call).length;
		const answer = answers[Math.min(nth, answers.length) - 1];
		if (!answer || answer instanceof Error) throw answer ?? new Error(`No answer to ${call}`);
		return answer;
	};
	const { context, sent } = aContext(
		({ url, body }: IHttpRequestOptions) => {
			const [kind = '', id = ''] = url.slice(`${BASE_URL}/api/train/`.length).split('/');
			if (kind === 'runs') return inTurn(`run ${id}`, [run]);
			if (kind === 'start-requests') {
				const name = NAMES.get(id) ?? id;
				return inTurn(`ask ${name}`, asked[name] ?? [NONE]);
			}
			const name = NAMES.get((body as { start_request_id: string }).start_request_id);
			calls.push(`${kind} ${name ?? 'without a name'}`);
			const nth = calls.filter((one) => one.startsWith(kind)).length;
			const answer = start[Math.min(nth, start.length) - 1];
			if (!answer || answer instanceof Error) throw answer ?? new Error('No answer to a start');
			return answer;
		},
		{ provider: 'unsloth', baseUrl: BASE_URL },
	);
	return { context, calls, sent };
}

/** A create with the key `x` at such a server. */
async function prepared(script: Script) {
	const server = scripted(script);
	const creation = (await openApi(server.context)).jobs.prepare(aJobRequest(), 'x');
	if (!creation.ok) throw new Error(creation.problem);
	return { ...creation.value, ...server };
}

/** Runs a create. @returns the job or the words of the error, and what was told on the way */
async function created(script: Script) {
	const { create, calls, sent } = await prepared(script);
	const doubts: boolean[] = [];
	const result = await create((mayStillRun) => doubts.push(mayStillRun)).then(
		({ job, recovered }) => ({ job: job.id, status: job.status, recovered }),
		({ message, description }: Error & { description?: string }) => ({ message, description }),
	);
	return { result, calls, doubts, sent };
}

const NEW = { job: 'job_1', status: 'queued', recovered: false };
const FOUND = { job: 'job_1', status: 'running', recovered: true };

test('a job by a key of which the provider itself keeps account can be created again without harm', async () => {
	const { keyed, repeatable, sign } = await prepared({});
	expect({ keyed, repeatable, sign }).toEqual({
		keyed: true,
		repeatable: true,
		sign: 'The server knows it by the start request x.',
	});
});

describe('a create', () => {
	test.each<[string, Script, object, string[]]>([
		['of a key that is new: it is sent', {}, NEW, ['ask x', 'start x']],
		[
			'of which there is a job: it is given, and nothing is sent',
			{ asked: { x: [ACCEPTED] } },
			FOUND,
			['ask x', 'run job_1'],
		],
		[
			'that is being looked at: it is sent by the same name, which makes no second job',
			{ asked: { x: [PENDING] } },
			NEW,
			['ask x', 'start x'],
		],
		[
			'that was refused: it is sent by the next name',
			{ asked: { x: [REJECTED] } },
			NEW,
			['ask x', 'ask x#2', 'start x#2'],
		],
		[
			'that was refused twice: by the one after',
			{ asked: { x: [REJECTED], 'x#2': [REJECTED] } },
			NEW,
			['ask x', 'ask x#2', 'ask x#3', 'start x#3'],
		],
		[
			'that was refused, and then made a job: it is given',
			{ asked: { x: [REJECTED], 'x#2': [ACCEPTED] } },
			FOUND,
			['ask x', 'ask x#2', 'run job_1'],
		],
	])('%s', async (_, script, job, calls) => {
		expect(await created(script)).toMatchObject({ result: job, calls, doubts: [] });
	});

	test.each<[string, Script, object, string[]]>([
		[
			'and there is a job: it is given',
			{ asked: { x: [NONE, ACCEPTED] }, start: [lost('ECONNRESET')] },
			FOUND,
			['ask x', 'start x', 'ask x', 'run job_1'],
		],
		[
			'and it is still being looked at: it is asked about until there is a job',
			{ asked: { x: [NONE, PENDING, ACCEPTED] }, start: [lost('ECONNRESET')] },
			FOUND,
			['ask x', 'start x', 'ask x', 'ask x', 'run job_1'],
		],
		[
			'and asking fails at first',
			{ asked: { x: [NONE, refused(403), ACCEPTED] }, start: [lost('ECONNRESET')] },
			FOUND,
			['ask x', 'start x', 'ask x', 'ask x', 'run job_1'],
		],
		[
			'and there is none: it is sent again by the same name',
			{ start: [lost('ECONNRESET'), STARTED] },
			NEW,
			['ask x', 'start x', 'ask x', 'start x'],
		],
		[
			'and it was one by a later name: it is that one which is asked about',
			{ asked: { x: [REJECTED], 'x#2': [NONE, ACCEPTED] }, start: [lost('ECONNRESET')] },
			FOUND,
			['ask x', 'ask x#2', 'start x#2', 'ask x#2', 'run job_1'],
		],
	])('of which the answer is lost, %s', async (_, script, job, calls) => {
		expect(await created(script)).toMatchObject({ result: job, calls, doubts: [false] });
	});

	test('that may still be carried out after it was looked for says so', async () => {
		const { doubts } = await created({ start: [lost('ETIMEDOUT'), STARTED] });
		expect(doubts).toEqual([true]);
	});

	test.each<[string, Script, string[], RegExp]>([
		[
			'is still being looked at after a minute',
			{ asked: { x: [NONE, PENDING] }, start: [lost('ECONNRESET')] },
			['ask x', 'start x', 'ask x', 'ask x'],
			/ The server knows it by the start request x\./,
		],
		[
			'cannot be asked about',
			{ asked: { x: [REJECTED], 'x#2': [NONE, refused(403)] }, start: [lost('ECONNRESET')] },
			['ask x', 'ask x#2', 'start x#2', 'ask x#2', 'ask x#2'],
			new RegExp(` The server knows it by the start request ${idOf(2)}\\.`),
		],
	])('of which the answer is lost, and which %s, may exist', async (_, script, calls, sign) => {
		const { result, ...rest } = await created(script);
		expect(result).toEqual({
			message: expect.stringMatching(/^It is not known whether the job was created/),
			description: expect.stringMatching(sign),
		});
		expect(rest).toMatchObject({ calls, doubts: [false] });
	});

	test('of which the answer is lost, and which was refused, is refused again in words', async () => {
		const { result, calls } = await created({
			asked: { x: [NONE, REJECTED] },
			start: [lost('ECONNRESET'), BUSY],
		});
		expect(calls.slice(0, 4)).toEqual(['ask x', 'start x', 'ask x', 'start x']);
		expect(result).toMatchObject({
			message: expect.stringMatching(/trains one job at a time, and another one is running/),
		});
	});

	test('of a key of which the server says for ever that it was refused is left for it to refuse', async () => {
		const names = [...NAMES.values()];
		const asked = Object.fromEntries(names.map((name) => [name, [REJECTED]]));
		const { result, calls } = await created({ asked, start: [BUSY] });
		expect(calls.slice(0, 101)).toEqual([
			...names.slice(0, 100).map((name) => `ask ${name}`),
			'start x#100',
		]);
		expect(result).toMatchObject({ message: expect.stringMatching(/one job at a time/) });
	});

	test.each<[string, Script, RegExp]>([
		['of its key', { asked: { x: [refused(400)] } }, /^Could not find the job$/],
		[
			'of the job that its key has made',
			{ asked: { x: [ACCEPTED] }, run: refused(400) },
			/^Could not find the job \(job job_1\)$/,
		],
		[
			'of that job because somebody has deleted it',
			{ asked: { x: [ACCEPTED] }, run: refused(404, {}, { detail: 'Run not found' }) },
			/^Job job_1 was not found$/,
		],
	])('is not sent where the server does not tell %s', async (_, script, message) => {
		const { result, calls, doubts } = await created(script);
		expect(result).toMatchObject({ message: expect.stringMatching(message) });
		expect(calls.filter((call) => call.startsWith('start'))).toEqual([]);
		expect(doubts).toEqual([]);
	});

	test('asks about its key with the patience of any read', async () => {
		const busy = refused(502);
		expect(await created({ asked: { x: [busy, busy, NONE] } })).toMatchObject({
			result: NEW,
			calls: ['ask x', 'ask x', 'ask x', 'start x'],
		});
	});

	test('of which a later name breaks a limit of the provider is refused in words, and not sent', async () => {
		const { context, calls } = scripted({ asked: { x: [REJECTED] } });
		const unsloth = aProvider('unsloth');
		const caller: Caller = {
			context,
			provider: {
				...unsloth,
				jobs: {
					...unsloth.jobs,
					create: (request) =>
						(request.idempotencyKey ?? '').length > 1
							? { ok: false, problem: 'The name is too long', advice: 'Shorten it.' }
							: unsloth.jobs.create(request),
				},
			},
			connection: aConnection(context, { server: aServer({ baseUrl: BASE_URL }) }),
			warned: new Set(),
		};
		const creation = prepareCreate(caller, aJobRequest(), 'x');
		if (!creation.ok) throw new Error(creation.problem);
		await expect(creation.value.create(() => undefined)).rejects.toMatchObject({
			message: 'The name is too long',
			description: 'Shorten it.',
		});
		expect(calls).toEqual(['ask x', 'ask x#2']);
	});
});

describe('an earlier create', () => {
	const UNKNOWN = { state: 'unknown' };
	const found = { state: 'found', value: { id: 'job_1', status: 'running' } };
	const asksOf = (calls: readonly string[]) => calls.filter((call) => call.startsWith('ask'));

	test.each<[string, Told[], object, number]>([
		['made a job', [ACCEPTED], found, 1],
		['made none', [NONE], { state: 'absent' }, 1],
		['makes one meanwhile', [PENDING, ACCEPTED], found, 2],
		['is being looked at', [PENDING], UNKNOWN, 2],
	])('that %s is looked up, and probed for', async (_, x, probe, asks) => {
		const { find, calls } = await prepared({ asked: { x } });
		expect(await find()).toMatchObject(probe);
		expect(asksOf(calls)).toHaveLength(asks);
		const { lookUp, calls: others } = await prepared({ asked: { x } });
		expect(await lookUp()).toMatchObject(probe);
		// What is still being looked at is probed for then.
		const more = probe === UNKNOWN ? 1 : 0;
		expect(asksOf(others)).toHaveLength(asks + more);
	});

	test('that was refused leaves room for another', async () => {
		const { find, lookUp } = await prepared({ asked: { x: [REJECTED] } });
		expect([await find(), await lookUp()]).toEqual([{ state: 'absent' }, { state: 'absent' }]);
	});

	test.each<[string, Told]>([
		['a refusal', refused(400)],
		['an answer that is none', ok({ state: 'odd' })],
		['a job without an ID', ok({ state: 'accepted' })],
	])('of which %s tells nothing is not known; to look it up is an error', async (_, answer) => {
		const { find, lookUp } = await prepared({ asked: { x: [answer] } });
		expect(await find()).toEqual({ state: 'unknown' });
		await expect(lookUp()).rejects.toMatchObject({
			message: expect.stringMatching(/^Could not find the job|not the API's/),
		});
	});

	test('is probed for once for each of the pauses, and looked up with the patience of any read', async () => {
		const busy = refused(502);
		const { find, lookUp, calls } = await prepared({
			asked: { x: [busy, busy, busy, busy, ACCEPTED] },
		});
		expect(await find()).toEqual({ state: 'unknown' });
		expect(calls).toHaveLength(2);
		expect(await lookUp()).toMatchObject(found);
		expect(asksOf(calls)).toHaveLength(5);
	});

	test('is not probed for longer than about a minute at a server that never answers', async () => {
		const { context } = aContext(never, { provider: 'unsloth', baseUrl: BASE_URL });
		const creation = (await openApi(context)).jobs.prepare(aJobRequest(), 'x');
		if (!creation.ok) throw new Error(creation.problem);
		jest.useFakeTimers();
		try {
			const probes: unknown[] = [];
			void creation.value.find().then((probe) => probes.push(probe));
			// Two probes, a quarter of a minute each.
			await jest.advanceTimersByTimeAsync(29_000);
			expect(probes).toEqual([]);
			await jest.advanceTimersByTimeAsync(2_000);
			expect(probes).toEqual([{ state: 'unknown' }]);
		} finally {
			jest.useRealTimers();
		}
	});
});
