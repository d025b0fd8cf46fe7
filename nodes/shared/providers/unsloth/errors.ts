import { CREDENTIAL, type Answered, type Rule } from '../../http';
import { isRecord, shortened } from '../../text';
import { textOf } from '../openAiProtocol/readers';
import type { ErrorPart } from '../protocol';

const says = ({ error }: Answered, words: RegExp) => words.test(error.message ?? '');

/**
 * What this server refuses in ways of its own.
 * Source: https://github.com/unslothai/unsloth, studio/backend/routes and auth/authentication.py
 */
const RULES: ReadonlyArray<Rule<Answered>> = [
	[
		(call) => call.status === 404 && says(call, /^api endpoint not found$/i),
		({ server }) => ({
			title: `${server.host} does not offer this`,
			advice: `Check the base URL in ${CREDENTIAL} (now ${server.baseUrl}): ${server.addressHint} An older version of Unsloth Studio may also lack it.`,
			cause: 'configuration-invalid',
		}),
	],
	[
		(call) => call.status === 422 && says(call, /\boffset\b/),
		() => ({
			title: "'After' is a number at Unsloth Studio: how many runs to leave out",
			advice:
				"Its lists go on after a number of runs, and after no ID. Correct 'After' under Options.",
		}),
	],
	[
		(call) =>
			call.status === 409 &&
			says(call, /^(diffusion )?training (start )?(is )?already |another training start is/i),
		() => ({
			title: 'Unsloth Studio trains one job at a time, and another one is running',
			advice:
				'Wait until that one has ended, with Job → Wait or the Fine-Tuning Trigger, or cancel it. Then create this job again.',
			cause: 'rate-limited',
		}),
	],
	[
		(call) => says(call, /inference request is in progress/i),
		() => ({
			title: 'Unsloth Studio is answering a question just now, and starts no training meanwhile',
			advice: 'A training takes the memory of the model that answers. Try again in a minute.',
			cause: 'temporarily-unavailable',
		}),
	],
	[
		(call) => call.status === 403 && says(call, /password change required/i),
		() => ({
			title: 'Unsloth Studio wants its first password to be changed',
			advice: `Open it in the browser, change the password, create an API key under Settings → API Keys, and enter that key in ${CREDENTIAL}.`,
			cause: 'credential-invalid',
		}),
	],
	[
		(call) => call.status === 409 && isRecord(call.body) && call.body.object === 'chat.completion',
		({ body }) => ({
			title: `Unsloth Studio has another model loaded: ${shortened(loadedIn(body))}`,
			advice:
				'It answers with the loaded one, whatever name it is asked by. Load the one you mean with Model → Deploy first.',
		}),
	],
	[
		(call) => says(call, /no model loaded/i),
		() => ({
			title: 'Unsloth Studio has no model loaded',
			advice: 'Load the one you mean with Model → Deploy first: a training unloads it again.',
		}),
	],
	[
		(call) => isRecord(call.body) && '_deferred_error' in call.body,
		({ body }) => ({
			title: 'Unsloth Studio could not load the model',
			advice: `It says: "${shortened(lateDetail(body))}". A model that does not fit into the GPU's memory needs another one to be unloaded first, or a training to end.`,
		}),
	],
	[
		(call) => says(call, /^local (eval )?dataset|dataset path (may|must)/i),
		() => ({
			title: 'Unsloth Studio has no such training file',
			advice:
				'The ID of a file is its path on this server: upload it with File → Upload, or choose it from the list.',
		}),
	],
	[
		(call) =>
			[400, 403, 404, 422].includes(call.status) &&
			says(call, /inference-only|trainable weights|hugging face (model|denied)/i),
		() => ({
			title: 'Unsloth Studio cannot train this model',
			advice:
				'It trains models of Hugging Face that come with their weights, such as unsloth/Qwen3-4B-Instruct-2507; those in GGUF and adapters only answer. For one that asks for a licence, give hf_token under Additional Fields → Extra Body.',
		}),
	],
];

function loadedIn(body: unknown): string {
	return (isRecord(body) ? textOf(body.model) : null) ?? 'one without a name';
}

function lateDetail(body: unknown): string {
	const late = isRecord(body) ? body._deferred_error : undefined;
	const detail = isRecord(late) ? late.detail : undefined;
	return textOf(detail) ?? JSON.stringify(detail ?? null);
}

export const errors: ErrorPart = {
	addressHint: "it is the server's root, such as http://unsloth:8000.",
	keyHint: 'it must be a key of this server, from its Settings → API Keys',
	rules: RULES,
};
