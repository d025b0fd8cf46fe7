import { errors } from '../../../../../nodes/shared/providers/localAi/errors';
import { explain } from '../../../../../nodes/shared/transport/errors';
import { aFailure, aServer } from '../../../builders';

const server = aServer({ name: 'LocalAI', baseUrl: 'http://localai:8080', ...errors });

test.each<[number, unknown, RegExp, RegExp]>([
	[
		400,
		{ error: 'failed to load backend trl: no file' },
		/cannot start its backend 'trl'/,
		/install trl,/,
	],
	[
		400,
		{ error: 'failed to persist job: no database' },
		/could not record the job/,
		/restart LocalAI/,
	],
	[
		400,
		{ error: 'fine-tuning failed to start: no memory' },
		/could not start the training/,
		/no memory/,
	],
	[
		400,
		{ error: 'failed to start fine-tuning: rpc' },
		/could not start the training/,
		/No job was/,
	],
	[400, { error: 'model "a" already exists, choose a different name' }, /name already/, /'Name'/],
	[
		403,
		{ error: { code: 403, message: 'feature not enabled for your account: fine_tuning' } },
		/may not fine-tune/,
		/page Users/,
	],
	[
		401,
		{ error: { code: 401, message: 'An authentication key is required' } },
		/rejected the API key/,
		/one of LocalAI's own/,
	],
	[
		404,
		{ error: { code: 404, message: 'Resource not found' } },
		/does not offer this/,
		/address of the server alone/,
	],
	[404, { error: 'job not found: x' }, /^Job x was not found/, /Check the ID/],
])('%d with %j', (status, body, title, advice) => {
	const { message, description } = explain(
		aFailure({ server, status, body, subject: { kind: 'job', id: 'x' } }),
	);
	expect(message).toMatch(title);
	expect(description).toMatch(advice);
});
