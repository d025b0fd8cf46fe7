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
	[
		413,
		{ error: { code: 413, message: 'code=413, message=Request Entity Too Large' } },
		/no file of this size/,
		/LOCALAI_UPLOAD_LIMIT/,
	],
	[
		400,
		{ error: { code: 500, message: "'LlamaModel' object has no attribute 'generate'" } },
		/loaded the model in a form that cannot answer/,
		/type: AutoModelForCausalLM/,
	],
	[
		400,
		{ error: { code: 500, message: 'Chat messages should be dicts, but got role: "user"' } },
		/does not fit its own library/,
		/Update LocalAI/,
	],
	[404, { error: 'job not found: x' }, /^Job x was not found/, /Check the ID/],
	[
		400,
		{ error: 'failed to load backend trl-cuda.12: no file' },
		/backend 'trl-cuda\.12'/,
		/install trl-cuda\.12,/,
	],
	// A list that does not hold the ID which it is to begin behind.
	[400, [], /^The ID given as 'After' is not in the list/, /Correct 'After' under Options/],
	[400, { checkpoints: [] }, /^The ID given as 'After' is not in the list/, /from its start/],
	[400, { error: 'no checkpoints' }, /no checkpoints/, /Correct/],
	// A list that cannot be read, whichever ID was given.
	[200, [1, {}], /answer that is not the API's/, /Check/],
	[200, { checkpoints: {} }, /answer that is not the API's/, /Check/],
	// Where such words do not begin the text, something else has happened.
	[400, { error: 'model a: failed to load backend trl' }, /model a: failed/, /Correct/],
	[400, { error: 'export: failed to persist job' }, /export: failed/, /Correct/],
	[400, { error: 'export: failed to start fine-tuning' }, /export: failed/, /Correct/],
])('%d with %j', (status, body, title, advice) => {
	const { message, description } = explain(
		aFailure({ server, status, body, subject: { kind: 'job', id: 'x' } }),
	);
	expect(message).toMatch(title);
	expect(description).toMatch(advice);
});

test.each([
	[400, 'failed to load backend trl: no file', 'configuration-invalid'],
	[400, 'failed to persist job: no database', 'configuration-invalid'],
	[403, 'feature not enabled for your account: fine_tuning', 'credential-invalid'],
])('%d with %p is backed off from as %s', (status, error, cause) => {
	const { failure } = explain(aFailure({ server, status, body: { error } }));
	expect(failure).toEqual({ cause });
});
