import {
	CREDENTIAL,
	header,
	refusalTitle,
	type Answered,
	type KnownCall,
	type Rule,
	type Words,
} from '../http';
import { capital, uncapital } from '../text';
import { PROXY_LOGIN } from './networkRules';

const FINISHED =
	/already (succeeded|failed|cancelled|been cancelled|completed|finished)|terminal state/i;
const NO_ROUTE = /invalid url|resource not found|^not found$|method not allowed/i;
const UNKNOWN_FIELD =
	/extra (fields|inputs)|(unknown|unrecognized|unsupported) (request )?(argument|field|parameter)|not permitted/i;
const says = ({ error: { message = '' } }: Answered, words: RegExp) => words.test(message);
const NOT_THE_API = (call: KnownCall): Words => ({
	title: `${call.server.host} sent an answer that is not the API's`,
	advice: `${checkAddress(call)} A proxy or firewall in between can also be the cause.`,
	cause: 'configuration-invalid',
});

/** An answer came. First match wins: the special before the general. */
export const ANSWER_RULES: ReadonlyArray<Rule<Answered>> = [
	[
		(call) => call.status >= 300 && call.status < 400,
		(call) => ({
			title: `The address in the credential has moved${movedTo(call)}`,
			advice: `Correct the base URL in ${CREDENTIAL}. It is not followed, because your API key would travel with it.`,
			cause: 'configuration-invalid',
		}),
	],
	[
		({ status, body }) => status < 300 && (body === '' || /^\s*[[{]/.test(textOf(body))),
		(call) => ({
			title: `${call.server.host} sent an answer that ${call.body === '' ? 'is empty' : 'is incomplete'}`,
			advice: `Try again later. If it happens every time: ${uncapital(checkAddress(call))}`,
			cause: 'temporarily-unavailable',
		}),
	],
	[(call) => call.status < 300, NOT_THE_API],
	PROXY_LOGIN,
	// Proxies refuse requests that are too large or too many with pages of their own, rightly.
	[
		({ error, status }) => error.foreign && status < 500 && status !== 413 && status !== 429,
		NOT_THE_API,
	],
	[
		(call) => call.admin === true && (call.status === 401 || call.status === 403),
		(call) => ({
			title:
				call.status === 401
					? `${call.server.name} rejected the admin key`
					: 'The admin key may not do this',
			advice: `Check 'Admin Key' in ${CREDENTIAL}: it must be an admin key of the organization that owns the model, with the right to write fine-tuning checkpoints. An ordinary API key does not do.`,
			cause: 'credential-invalid',
		}),
	],
	[
		(call) => call.status === 401,
		(call) => ({
			title: `${call.server.name} rejected the API key`,
			advice: checkKey(call),
			cause: 'credential-invalid',
		}),
	],
	[
		(call) => call.status === 403 && isSharing(call),
		() => ({
			title: 'Sharing checkpoints takes an admin key',
			advice: `Enter one as Admin Key in ${CREDENTIAL}. Owners of an organization make them in its settings; an ordinary key is refused.`,
			cause: 'credential-invalid',
		}),
	],
	[
		(call) => call.status === 403 && call.action === 'delete the model',
		(call) => ({
			title: `Could not ${call.action}`,
			advice: `Only your own fine-tuned models can be deleted, and only with a key of ${CREDENTIAL} that may write models. Its owner may have to be an owner of the organization.`,
			cause: 'credential-invalid',
		}),
	],
	[
		(call) => call.status === 403,
		() => ({
			title: 'The API key may not do this',
			advice: `Give the key of ${CREDENTIAL} the right to read and write fine-tuning jobs and files and to use models, or use another key. Organization and project must match the key's.`,
			cause: 'credential-invalid',
		}),
	],
	[
		({ status, error }) =>
			(status === 404 || status === 405) &&
			(error.message === undefined || (!error.param && NO_ROUTE.test(error.message))),
		(call) => ({
			title: `${call.server.host} does not offer this`,
			advice: `${checkAddress(call)} The provider may also lack this operation.`,
			cause: 'configuration-invalid',
		}),
	],
	[
		(call) => call.status === 404 && call.subject !== undefined,
		(call) => ({
			title: `${capital(String(call.subject?.kind))} ${String(call.subject?.id)} was not found`,
			advice: `Check the ID. It may have been deleted, or belong to another organization, project or provider than the key of ${CREDENTIAL}.`,
			cause: 'configuration-invalid',
		}),
	],
	[
		(call) => says(call, FINISHED),
		(call) => ({
			title: `Could not ${call.action}: it has already finished`,
			advice: 'A finished job cannot change any more.',
		}),
	],
	[
		(call) => call.status === 400 && says(call, /still being processed/i),
		() => ({
			title: 'The provider has not finished processing the file',
			advice: 'That takes a moment after the upload. Try again in a minute.',
			cause: 'temporarily-unavailable',
		}),
	],
	[
		(call) => call.status === 409,
		(call) => ({
			title: `Could not ${call.action}: something else is changing it, or its state does not allow it`,
			advice: 'Check its status, and try again in a minute.',
		}),
	],
	[
		(call) => call.status === 413,
		() => ({
			title: 'The provider refused the request as too large',
			advice: 'Send a smaller file, or split it.',
		}),
	],
	[
		(call) => call.status === 429 && call.error.code === 'insufficient_quota',
		() => ({
			title: 'The account has no quota left',
			advice:
				"Waiting does not help: add credit or raise the limit in the provider's billing settings.",
			cause: 'quota-exhausted',
		}),
	],
	[
		(call) => call.status === 429 && says(call, /maximum of \d+ active/i),
		() => ({
			title: 'The account already runs as many jobs as it may',
			advice: 'Wait until a running job ends, or cancel one, then create this job again.',
			cause: 'rate-limited',
		}),
	],
	[
		(call) => call.status === 429,
		(call) => ({
			title: 'The provider asks to slow down',
			advice: tryAgain(call, 'in a minute'),
			cause: 'rate-limited',
		}),
	],
	[
		(call) => call.status >= 500,
		(call) => ({
			title: `${call.server.name} returned a server error`,
			advice: tryAgain(call, 'later'),
			cause: 'temporarily-unavailable',
		}),
	],
	[
		(call) => call.error.code === 'unknown_parameter' || says(call, UNKNOWN_FIELD),
		(call) => ({
			title: `Could not ${call.action}: ${call.server.name} does not take a field that was sent`,
			advice:
				call.action === 'ask the model'
					? "Remove the option that it names, such as 'Temperature'."
					: 'Remove the field it names, or give it in the form this provider knows under Additional Fields → Extra Body. Compatible providers often lack metadata, integrations and methods other than supervised. If it is metadata that you did not set, turn off Options → Prevent Duplicates.',
		}),
	],
];

export const ANY_REFUSAL = (call: Answered): Words => ({
	title: refusalTitle(call),
	advice: 'Correct what the provider names and try again.',
});

/** The commonest cause of answers that make no sense. */
function checkAddress({ server }: KnownCall): string {
	return `Check the base URL in ${CREDENTIAL} (now ${server.baseUrl}): ${server.addressHint}`;
}

function checkKey(call: KnownCall): string {
	if (isSharing(call))
		return `Check the Admin Key in ${CREDENTIAL}: sharing checkpoints takes one.`;
	return `Check the API key and the base URL in ${CREDENTIAL}: ${call.server.keyHint}.`;
}

/** Who may use a checkpoint is the one thing that an ordinary key may not touch. */
function isSharing({ subject }: KnownCall): boolean {
	return subject?.kind === 'permission' || subject?.kind === 'checkpoint';
}

function tryAgain({ now, waitMs }: KnownCall, otherwise: string): string {
	if (waitMs === undefined) return `Try again ${otherwise}.`;
	return `Try again after ${new Date(now + waitMs).toISOString()}.`;
}

function textOf(body: unknown): string {
	return typeof body === 'string' ? body : '';
}

function movedTo(call: KnownCall): string {
	const location = header(call.headers, 'location');
	return location ? ` to ${location.split('?')[0]}` : '';
}
