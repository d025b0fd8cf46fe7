import type { FailedCall } from '../../../../../nodes/shared/http';
import { refusedModel } from '../../../../../nodes/shared/providers/openAiProtocol/refusedModel';
import { explain } from '../../../../../nodes/shared/transport/errors';
import { aFailure, aProvider, aServer } from '../../../builders';

const PAGE = 'https://acme.test/models';
const server = aServer({ name: 'Acme', rules: [refusedModel(PAGE)] });
const CREATE = { action: 'create the job', creates: 'job', status: 400 } as const;
const explained = (call: Partial<FailedCall>) => explain(aFailure({ server, ...CREATE, ...call }));
const said = (message: string, more: object = {}) => ({ error: { message, ...more } });

const ADVICE = `Choose a model under Base Model that Acme trains: ${PAGE} lists them.`;

test.each([
	'Model m/x is not available for fine-tuning or does not exist.',
	'The model `m` does not exist or you do not have access to it.',
	"The model 'm' doesn't exist",
	'Base model m is not supported for fine-tuning',
	'Model m is not a supported base model',
	'model m cannot be fine-tuned',
	'Model m was not found',
	'Model m is not fine-tunable',
	'Model m is unsupported',
	'Unsupported model: m',
	'Invalid base model m',
	'No such model',
])('where a base model is refused with %j, the advice names the list', (message) => {
	expect(explained({ body: said(message) })).toMatchObject({
		message: `Could not create the job: ${message.replace(/\.$/, '')}`,
		description: ADVICE,
		failure: { cause: 'configuration-invalid' },
	});
});

test.each<[string, Partial<FailedCall>]>([
	['by its code', { body: said('No', { code: 'model_not_found' }) }],
	['by another code', { body: said('No', { code: 'model_not_available' }) }],
	['by its field', { body: said('Not this one', { param: 'model' }) }],
	['as FastAPI does', { status: 422, body: { detail: [{ loc: ['body', 'model'], msg: 'bad' }] } }],
	['as FastAPI does in one text', { body: { detail: 'Model m is not supported' } }],
	['as not found', { status: 404, body: said('Model m not found') }],
])('a base model is refused %s', (_, call) => {
	expect(explained(call).description).toContain(ADVICE);
});

test('what the server says of a refused field is kept', () => {
	expect(explained({ body: said('Not this one.', { param: 'model' }) })).toMatchObject({
		message: "Could not create the job: 'model' was not accepted",
		description: `${ADVICE} The API says: "Not this one".`,
	});
});

test.each<[string, Partial<FailedCall>]>([
	['another field', { body: said('Bad file for the model', { param: 'training_file' }) }],
	['a method', { body: said('Method dpo is not supported for model m') }],
	['anything else', { body: said('The suffix of the model is too long') }],
	['nothing that is said', { body: {} }],
	['two fields', { body: { detail: [{ loc: ['model'] }, { loc: ['seed'] }] } }],
	['another call', { creates: undefined, body: said('Model m not found') }],
	['a file', { creates: 'file', body: said('Model m not found') }],
	['a key without rights', { status: 403, body: said('Model m not found') }],
	['a broken server', { status: 500, body: said('Model m not found') }],
	['a web page', { body: '<html>Model not found</html>' }],
])('a refusal of %s is told in the general words', (_, call) => {
	expect(explained(call).description).not.toContain(PAGE);
});

test.each([
	['nebius', /https:\/\/docs\.tokenfactory\.nebius\.com\/post-training\/models lists/],
	['crusoe', /https:\/\/docs\.crusoecloud\.com\/serverless-fine-tuning\/overview lists/],
	['openAi', /https:\/\/platform\.openai\.com\/docs\/guides\/supervised-fine-tuning lists/],
	['azureOpenAi', /https:\/\/learn\.microsoft\.com\/azure\/ai-foundry\/.*\/fine-tuning lists/],
	['bedrock', /https:\/\/docs\.aws\.amazon\.com\/bedrock\/.*\.html lists/],
	['custom', /^Correct what the provider names/],
])('%s says where', (id, advice) => {
	const { rules } = aProvider(id).errors;
	const told = explained({ server: aServer({ rules }), body: said('Model m is not available.') });
	expect(told.description).toMatch(advice);
});
