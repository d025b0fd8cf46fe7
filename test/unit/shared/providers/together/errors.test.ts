import type { FailedCall } from '../../../../../nodes/shared/http';
import { explain } from '../../../../../nodes/shared/transport/errors';
import { aFailure, aProvider, aServer } from '../../../builders';

const { errors, chat } = aProvider('together');
const server = aServer({
	name: 'Together AI',
	baseUrl: 'https://api.together.ai/v1',
	rules: errors.rules,
});
const inWords = (changes: Partial<FailedCall>) => explain(aFailure({ server, ...changes }));
const error = (message: string, code: string | null = null) => ({
	error: { message, type: 'invalid_request_error', param: null, code },
});
const asking = { action: 'ask the model', subject: { kind: 'model', id: 'n/m' } } as const;

test('a spending limit that is reached', () => {
	expect(inWords({ status: 402, body: error('Limit') })).toMatchObject({
		message: 'The Together AI account has reached its spending limit',
		description: expect.stringContaining('settings/billing'),
		failure: { cause: 'quota-exhausted' },
	});
});

test('a model that is not deployed, and a question that is too long for one', () => {
	const absent = error('Unable to access non-serverless model n/m', 'model_not_available');
	expect(inWords({ ...asking, status: 400, body: absent })).toMatchObject({
		message: 'Model n/m does not run anywhere',
		description: expect.stringContaining('Model → Deploy'),
		failure: { cause: 'configuration-invalid' },
	});
	expect(inWords({ ...asking, status: 413, body: error('Too long') })).toMatchObject({
		message: 'Could not ask the model: the question may be too long for it (model n/m)',
		description: expect.stringMatching(
			/^Together AI answers so when question and answer do not fit/,
		),
	});
	expect(inWords({ status: 403, body: error('No') }).message).toMatch(/may not do this/);
});

test.each<[number, body: object, words: string]>([
	[400, error('Bad learning rate'), 'Could not cancel the job: Bad learning rate'],
	[404, { message: 'No such model' }, 'Could not cancel the job: No such model'],
])('the shapes of its errors are read: %i with %p', (status, body, message) => {
	expect(inWords({ status, body }).message).toBe(message);
});

const job = { subject: { kind: 'job', id: 'ft-1' } } as const;
const unavailable = error('Not available', 'model_not_available');
const list = { data: [] };

test.each<[string, Partial<FailedCall>, RegExp]>([
	['an answer of 413 about a job', { ...job, status: 413, body: error('Big') }, /too long/],
	['an answer of 413 about nothing', { status: 413, body: error('Big') }, /too long/],
	['another refusal of a model', { ...asking, status: 400, body: error('Bad') }, /too long/],
	['a job on an absent model', { ...job, status: 400, body: unavailable }, /run anywhere/],
	['an absent model of nothing', { status: 400, body: unavailable }, /run anywhere/],
	['a list with another status', { status: 500, body: list }, /'After'/],
	['another refusal of a list', { status: 400, body: error('Bad') }, /'After'/],
])('%s is told in the general words', (_, changes, own) => {
	expect(inWords(changes).message).not.toMatch(own);
});

test("an ID after which a list should begin, and which it does not hold, is 'After' to correct", () => {
	expect(inWords({ action: 'list jobs', status: 400, body: list })).toMatchObject({
		message: "The ID given as 'After' is not in the list",
		description: "Correct 'After' under Options, or remove it to read the list from its start.",
	});
});

test.each([
	[403, 413],
	[400, null],
	[413, null],
	[200, null],
])('of a question, the status %p counts as %p', (status, expected) => {
	const asked = chat?.({ model: 'n/m', messages: [{ role: 'user', content: 'Hi' }] });
	expect(asked).toMatchObject({ method: 'POST', path: ['chat', 'completions'] });
	expect(asked?.refusal?.({}, status)).toBe(expected);
	expect(asked?.refusal?.(error('Bad temperature', 'invalid'), status)).toBe(expected);
});

test.each(['model_not_available', 'dedicated_endpoint_not_running'])(
	'a model that runs nowhere (%s) is no fault of the question',
	(code) => {
		const asked = chat?.({ model: 'n/m', messages: [{ role: 'user', content: 'Hi' }] });
		expect(asked?.refusal?.(error('No', code), 400)).toBe(404);
		expect(inWords({ ...asking, status: 404, body: error('No', code) })).toMatchObject({
			message: 'Model n/m does not run anywhere',
			failure: { cause: 'configuration-invalid' },
		});
	},
);
