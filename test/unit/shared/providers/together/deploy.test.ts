import type { DeployWish } from '../../../../../nodes/shared/domain/deployment';
import type { DeployStep } from '../../../../../nodes/shared/providers/protocol';
import { aJob, aProvider } from '../../../builders';

const { deploy } = aProvider('together');
const MODEL = 'n/model-1';

const endpoint = (state: string, changes: object = {}) => ({
	id: 'endpoint-1',
	name: 'me/n/model-1-abc',
	model: MODEL,
	hardware: '1x_h100',
	state,
	...changes,
});
const offer = (id: string, cents: number | undefined, status?: string) => ({
	id,
	pricing: { cents_per_minute: cents },
	...(status && { availability: { status } }),
});

/** Follows the steps with the answers, and gives the calls made and the last step. */
function follow(answers: unknown[], wish: DeployWish = {}) {
	const first = deploy.begin(aJob({ status: 'succeeded', fineTunedModel: MODEL }), wish);
	let step: DeployStep | null = first.ok ? first.value : null;
	const calls: Array<[route: string, sent: unknown, creates?: true]> = [];
	for (const answer of answers) {
		if (!step || !('call' in step))
			throw new Error(`There is no call for ${JSON.stringify(answer)}`);
		const { method, path, query, body } = step.call;
		const creates = step.state === 'next' && step.creates;
		calls.push([
			`${method} ${path.join('/')}`,
			body ?? query,
			...(creates ? [creates] : []),
		] as never);
		step = step.call.read(answer, 0);
	}
	return { calls, step };
}

const LIST = ['GET endpoints', { type: 'dedicated', mine: true }];
const HARDWARE = ['GET hardware', { model: MODEL }];
const LOOK = ['GET endpoints/endpoint-1', undefined];

test('a new endpoint on the cheapest hardware that is free, looked at until it runs', () => {
	const { calls, step } = follow(
		[
			{ data: [endpoint('STARTED', { model: 'other' })] },
			{
				data: [
					null,
					{ pricing: { cents_per_minute: 1 } },
					offer('unpriced', undefined),
					offer('2x_h100', 11, 'available'),
					offer('1x_h100', 5.6, 'available'),
					offer('1x_a100', 4, 'insufficient'),
				],
			},
			endpoint('PENDING'),
			endpoint('STARTING'),
			endpoint('SOMETHING_NEW'),
			endpoint('STARTED'),
		],
		{ name: 'Support' },
	);
	const body = {
		model: MODEL,
		hardware: '1x_h100',
		autoscaling: { min_replicas: 1, max_replicas: 1 },
		display_name: 'Support',
	};
	expect(calls).toEqual([LIST, HARDWARE, ['POST endpoints', body, true], LOOK, LOOK, LOOK]);
	expect(step).toEqual({
		state: 'ready',
		deployment: {
			model: 'me/n/model-1-abc',
			id: 'endpoint-1',
			note: 'It runs on 1x_h100 and costs 5.6 US cents a minute, used or not, until you stop it at https://api.together.ai/endpoints.',
		},
	});
});

test('the hardware that is wished', () => {
	const offers = {
		data: [offer('1x_h100', 5), offer('2x_h100', 11), offer('busy', 1, 'unavailable')],
	};
	const at = (hardware: string) => follow([{ data: [] }, offers], { hardware }).step;
	expect(at('2x_h100')).toMatchObject({ call: { body: { hardware: '2x_h100' } }, creates: true });
	expect(at('busy')).toMatchObject({
		state: 'failed',
		problem: "The hardware 'busy' is not free now",
		advice: 'Set Hardware to one of these, or leave it: 1x_h100, 2x_h100.',
	});
	expect(at('tpu')).toMatchObject({ problem: "The hardware 'tpu' is none that n/model-1 runs on" });
	expect(follow([{ data: [] }, { data: [] }]).step).toEqual({
		state: 'failed',
		problem: 'Together AI has no hardware for n/model-1 now',
		advice: 'Try again later.',
	});
});

test.each(['STARTED', 'STARTING', 'PENDING'])(
	'an endpoint in the state %s is used again',
	(state) => {
		const list = {
			data: [endpoint('ERROR', { id: 'broken' }), endpoint('STOPPED'), endpoint(state)],
		};
		const { calls } = follow([list, endpoint(state)]);
		expect(calls).toEqual([LIST, LOOK]);
	},
);

test.each(['STOPPED', 'STOPPING'])('one in the state %s is started', (state) => {
	const list = { data: [endpoint(state)] };
	const { calls, step } = follow([list, endpoint(state), endpoint('STARTED')]);
	// Should its answer be lost, the user must hear that it may cost.
	expect(calls).toEqual([LIST, ['PATCH endpoints/endpoint-1', { state: 'STARTED' }, true], LOOK]);
	expect(step).toMatchObject({
		state: 'ready',
		deployment: { note: expect.stringContaining('costs by the minute') },
	});
});

test('one that does not run is started only on the hardware that is wished', () => {
	const down = endpoint('STOPPED', { hardware: '8x_h100' });
	const offers = { data: [offer('1x_h100', 5), offer('8x_h100', 40)] };
	const same = follow([{ data: [down] }, down], { hardware: '8x_h100' });
	expect(same.step).toMatchObject({ creates: true, call: { method: 'PATCH' } });
	const other = follow([{ data: [down] }, down, offers], { hardware: '1x_h100' });
	expect(other.calls).toEqual([LIST, LOOK, HARDWARE]);
	expect(other.step).toMatchObject({ creates: true, call: { body: { hardware: '1x_h100' } } });
	// Should the answer be lost, the old one is not taken for the new one.
	const search = other.step?.state === 'next' ? other.step.search : undefined;
	expect(search?.read({ data: [down] }, 0)).toEqual({ found: null });
	const made = endpoint('PENDING', { id: 'endpoint-2' });
	expect(search?.read({ data: [down, made] }, 0)).toMatchObject({
		found: { state: 'next', call: { path: ['endpoints', 'endpoint-2'] } },
	});
	expect(search?.read({}, 0)).toBeNull();
	expect(follow([{ data: [down] }, {}], { hardware: '1x_h100' }).step).toBeNull();
});

test('one that runs on other hardware than is wished is used, and said to be', () => {
	const running = endpoint('STARTED', { hardware: '8x_h100' });
	const noteFor = (hardware: string) => follow([{ data: [running] }, running], { hardware }).step;
	expect(noteFor('1x_h100')).toMatchObject({
		state: 'ready',
		deployment: { note: expect.stringMatching(/It ran already, so it is not on 1x_h100/) },
	});
	expect(noteFor('8x_h100')).toMatchObject({
		deployment: { note: expect.not.stringContaining('already') },
	});
});

test('one that has to stop before it starts again is waited for', () => {
	const states = ['STOPPING', 'STOPPING', 'STOPPED', 'PENDING', 'STARTED'];
	const list = { data: [endpoint('STOPPING')] };
	const { calls, step } = follow([list, ...states.map((state) => endpoint(state))]);
	expect(calls.slice(2)).toEqual([LOOK, LOOK, LOOK, LOOK]);
	expect(step).toMatchObject({ state: 'ready' });
	const failed = ['STOPPED', 'STARTING', 'STOPPED'].map((state) => endpoint(state));
	expect(follow([list, ...failed]).step).toMatchObject({ state: 'failed' });
});

test.each(['ERROR', 'DELETED', 'STOPPED', 'STOPPING'])(
	'one that ends in %s has failed',
	(state) => {
		const { step } = follow([
			{ data: [endpoint('STARTING')] },
			endpoint('STARTING'),
			endpoint(state),
		]);
		expect(step).toMatchObject({
			state: 'failed',
			problem: `Endpoint endpoint-1 does not start: its state is ${state}`,
			advice: 'Look at it at https://api.together.ai/endpoints, and deploy the model again.',
		});
	},
);

test('one in a state that nobody knows is looked at, and no second one is paid', () => {
	const list = { data: [endpoint('STOPPED', { id: 'old', model: 'other' }), endpoint('SCALING')] };
	const { calls, step } = follow([list, endpoint('SCALING'), endpoint('STARTED')]);
	expect(calls).toEqual([LIST, LOOK, LOOK]);
	expect(step).toMatchObject({ state: 'ready' });
	const better = { data: [endpoint('SCALING', { id: 'odd' }), endpoint('STARTED')] };
	expect(follow([better, endpoint('STARTED')]).calls).toEqual([LIST, LOOK]);
});

test.each([[{ id: null }], [{ name: '' }], [{ state: 7 }]])(
	'one of the model with %j is no reason to pay for a second one',
	(changes) => {
		const { step } = follow([{ data: [endpoint('STARTED', changes), endpoint('ERROR')] }]);
		expect(step).toMatchObject({
			state: 'failed',
			problem: expect.stringMatching(/cannot be read/),
			advice: expect.stringMatching(/^Look at it at https:.*: ask it by its name, or delete it/),
		});
		const sound = follow([{ data: [endpoint('STARTED', changes), endpoint('STARTED')] }]);
		expect(sound.step).toMatchObject({ state: 'next', call: { method: 'GET' } });
		const others = follow([{ data: [null, endpoint('STARTED', { ...changes, model: 'other' })] }]);
		expect(others.step).toMatchObject({ call: { path: ['hardware'] } });
	},
);

test.each(['ERROR', 'FAILED', 'DELETING'])('one in the state %s is no reason not to', (state) => {
	expect(follow([{ data: [endpoint(state)] }]).calls).toEqual([LIST]);
	expect(follow([{ data: [endpoint(state)] }]).step).toMatchObject({
		call: { path: ['hardware'] },
	});
});

test('one that is broken is no reason not to create another', () => {
	const { calls } = follow([{ data: [endpoint('ERROR')] }, { data: [] }]);
	expect(calls).toEqual([LIST, HARDWARE]);
});

test.each([
	['STOPPED', 'STOPPING'],
	['SCALING', 'STOPPED'],
	['SCALING', 'PENDING'],
	['PENDING', 'STARTING'],
	['STARTING', 'STARTED'],
])('of one in the state %s and one in %s the second is used', (worse, better) => {
	const far = endpoint(worse, { id: 'far' });
	for (const data of [
		[far, endpoint(better)],
		[endpoint(better), far],
	]) {
		const { step } = follow([{ data }]);
		expect(step).toMatchObject({ state: 'next', call: { path: ['endpoints', 'endpoint-1'] } });
	}
});

test('until it runs, it is told, and what it runs on as far as that is known', () => {
	const list = { data: [endpoint('STARTING')] };
	const { step } = follow([list, endpoint('STARTING', { hardware: null })]);
	expect(step).toMatchObject({
		state: 'pending',
		deployment: { note: expect.stringMatching(/^It runs on hardware of its own and costs by the/) },
	});
});

test('the first steps follow each other without a pause', () => {
	expect(deploy.takes).toEqual(['name', 'hardware']);
	const begun = deploy.begin(aJob({ status: 'succeeded', fineTunedModel: MODEL }), {});
	expect(begun).toMatchObject({ ok: true, value: { state: 'next' } });
	expect(follow([{ data: [] }]).step).toMatchObject({ state: 'next' });
});

test.each([[{}], [null], [{ data: 'x' }]])('%p is no list of endpoints or hardware', (answer) => {
	expect(follow([answer]).step).toBeNull();
	expect(follow([{ data: [] }, answer]).step).toBeNull();
});

test.each([[{}], [null], [{ ...endpoint('STARTED'), name: '' }], [{ ...endpoint(''), state: 7 }]])(
	'%p is no endpoint',
	(answer) => {
		expect(follow([{ data: [endpoint('STARTING')] }, answer]).step).toBeNull();
	},
);

test('a job without a model is refused', () => {
	expect(deploy.begin(aJob({ status: 'succeeded' }), {})).toMatchObject({
		ok: false,
		problem: 'Job ftjob-1 has no model that can be deployed',
		advice: 'Look at the job itself with Job → Get.',
	});
});
