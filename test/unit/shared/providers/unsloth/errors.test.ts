import type { FailedCall } from '../../../../../nodes/shared/http';
import { errors } from '../../../../../nodes/shared/providers/unsloth/errors';
import { explain } from '../../../../../nodes/shared/transport/errors';
import { aFailure, aServer } from '../../../builders';

const server = aServer({ name: 'Unsloth Studio', baseUrl: 'http://gpu:8000', ...errors });
const explained = (call: Partial<FailedCall>, rules = server.rules) =>
	explain(aFailure({ action: 'create the job', server: { ...server, rules }, ...call }));

/** An answer as FastAPI sends it. */
const answer = (status: number, detail: unknown) => ({ status, body: { detail } });
const late = (_deferred_error: unknown) => ({ status: 500, body: { _deferred_error } });
const chat = (model: unknown) => ({ status: 409, body: { object: 'chat.completion', model } });

interface Told {
	title: string;
	advice: RegExp;
	cause?: string;
}

const NO_ENDPOINT: Told = {
	title: 'gpu:8000 does not offer this',
	advice:
		/^Check the base URL in the Fine-Tuning API credential \(now http:\/\/gpu:8000\): it is the server's root, such as http:\/\/unsloth:8000\. An older version of Unsloth Studio may also lack it\./,
	cause: 'configuration-invalid',
};
const ANOTHER_JOB: Told = {
	title: 'Unsloth Studio trains one job at a time, and another one is running',
	advice: /^Wait until that one has ended, .* or cancel it\. Then create this job again\./,
	cause: 'rate-limited',
};
const NO_FILE: Told = {
	title: 'Unsloth Studio has no such training file',
	advice: /^The ID of a file is its path on this server: upload it with File → Upload/,
};
const NO_TRAINING: Told = {
	title: 'Unsloth Studio cannot train this model',
	advice: /^It trains models of Hugging Face that come with their weights.* give hf_token under/,
};
const NOT_LOADED = 'Unsloth Studio could not load the model';

test.each<[string, Partial<FailedCall>, Told]>([
	['a route that it lacks', answer(404, 'API endpoint not found'), NO_ENDPOINT],
	[
		'an ID where a number belongs',
		answer(422, [{ loc: ['query', 'offset'], msg: 'Input should be a valid integer' }]),
		{
			title: "'After' is a number at Unsloth Studio: how many runs to leave out",
			advice: /^Its lists go on after a number of runs, and after no ID\. Correct 'After'/,
		},
	],
	['another training', answer(409, 'Training already active'), ANOTHER_JOB],
	['another training that is', answer(409, 'Training is already running'), ANOTHER_JOB],
	['another start', answer(409, 'Training start already pending'), ANOTHER_JOB],
	['another start that is', answer(409, 'Another training start is pending'), ANOTHER_JOB],
	['a training of images', answer(409, 'Diffusion training is already in progress'), ANOTHER_JOB],
	[
		'a question that is being answered',
		answer(409, 'An inference request is in progress'),
		{
			title: 'Unsloth Studio is answering a question just now, and starts no training meanwhile',
			advice: /^A training takes the memory of the model that answers\. Try again in a minute\./,
			cause: 'temporarily-unavailable',
		},
	],
	[
		'the first password',
		answer(403, 'Password change required'),
		{
			title: 'Unsloth Studio wants its first password to be changed',
			advice: /^Open it in the browser, .* and enter that key in the Fine-Tuning API credential\./,
			cause: 'credential-invalid',
		},
	],
	[
		'an answer of another model',
		chat('run_2'),
		{
			title: 'Unsloth Studio has another model loaded: run_2',
			advice: /^It answers with the loaded one, .* Load the one you mean with Model → Deploy first/,
		},
	],
	[
		'an answer of a model without a name',
		chat(null),
		{
			title: 'Unsloth Studio has another model loaded: one without a name',
			advice: /^It answers with the loaded one/,
		},
	],
	[
		'no model',
		answer(400, 'No model loaded'),
		{
			title: 'Unsloth Studio has no model loaded',
			advice: /^Load the one you mean with Model → Deploy first: a training unloads it again\./,
		},
	],
	[
		'a late error',
		late({ status_code: 500, detail: 'CUDA out of memory' }),
		{
			title: NOT_LOADED,
			advice:
				/^It says: "CUDA out of memory"\. A model that does not fit into the GPU's memory needs/,
		},
	],
	[
		'a late error that is no text',
		late({ detail: { code: 7 } }),
		{ title: NOT_LOADED, advice: /^It says: "\{"code":7\}"\./ },
	],
	['a late error without words', late({}), { title: NOT_LOADED, advice: /^It says: "null"\./ }],
	['a late error of nothing', late(null), { title: NOT_LOADED, advice: /^It says: "null"\./ }],
	['a file that is not there', answer(400, 'Local dataset not found: /a.jsonl'), NO_FILE],
	['a validation file', answer(400, 'Local eval dataset not found: /a.jsonl'), NO_FILE],
	['a path of elsewhere', answer(403, 'The dataset path must be inside the uploads'), NO_FILE],
	['a path that leads out', answer(400, 'Dataset path may not contain ..'), NO_FILE],
	['a model in GGUF', answer(400, 'This model is inference-only'), NO_TRAINING],
	['an adapter', answer(422, 'The folder has no trainable weights'), NO_TRAINING],
	['a model that is not there', answer(404, 'Hugging Face model not found'), NO_TRAINING],
	['a licence', answer(403, 'Hugging Face denied access to this model'), NO_TRAINING],
])('%s is told with what to do', (_, call, { title, advice, cause }) => {
	const told = explained(call);
	expect(told.message).toBe(title);
	expect(told.description).toMatch(advice);
	expect(told.failure?.cause).toBe(cause);
});

test.each<[string, Partial<FailedCall>]>([
	['a refusal without words', answer(400, undefined)],
	['words of a missing route, but another refusal', answer(400, 'API endpoint not found')],
	['a route that says more', answer(404, 'API endpoint not found in this version')],
	['a route that says more before', answer(404, 'The API endpoint not found')],
	['a run that is not there', answer(404, 'Run not found')],
	['an offset elsewhere', answer(400, 'offset is too large')],
	['another field', answer(422, [{ loc: ['body', 'offsets'], msg: 'Field required' }])],
	['a training, but no conflict', answer(400, 'Training already active')],
	['a conflict about something else', answer(409, 'The run is being deleted')],
	['a training that has ended', answer(409, 'This training already ended')],
	['a password that is wrong', answer(403, 'Wrong password')],
	['a password, but no refusal', answer(400, 'Password change required')],
	['a conflict that is a text', { status: 409, body: 'busy' }],
	['an answer that is no conflict', { ...chat('run_2'), status: 400 }],
	['a conflict that is no answer', { status: 409, body: { object: 'model', model: 'run_2' } }],
	['a dataset of another kind', answer(400, 'No local dataset was given')],
	['a server that fails', answer(500, 'Could not read the trainable weights')],
	['a model of a wrong name', answer(400, 'Model name is too long')],
])('%s is told in the words for any server', (_, call) => {
	expect(explained(call)).toEqual(explained(call, []));
});

test('a rejected key leads to where its keys are', () => {
	const { message, description } = explained(answer(401, 'Invalid API key'));
	expect(message).toBe('Unsloth Studio rejected the API key');
	expect(description).toMatch(/: it must be a key of this server, from its Settings → API Keys\./);
});
