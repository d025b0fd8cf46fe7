import type { FailedCall } from '../../../../../nodes/shared/http';
import { explain } from '../../../../../nodes/shared/transport/errors';
import { aFailure, aProvider, aServer } from '../../../builders';

const { errors } = aProvider('together');
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
	});
	expect(inWords({ ...asking, status: 413, body: error('Too long') })).toMatchObject({
		message: 'Could not ask the model: the question may be too long for it (model n/m)',
	});
	expect(inWords({ status: 403, body: error('No') }).message).toMatch(/may not do this/);
});

test.each<[number, body: object, words: string]>([
	[400, error('Bad learning rate'), 'Could not cancel the job: Bad learning rate'],
	[404, { message: 'No such model' }, 'Could not cancel the job: No such model'],
])('the shapes of its errors are read: %i with %p', (status, body, message) => {
	expect(inWords({ status, body }).message).toBe(message);
});
