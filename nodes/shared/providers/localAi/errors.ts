import type { Answered, Rule } from '../../http';
import { asText, isRecord } from '../../text';
import { errorIn } from '../openAiProtocol/readers';
import type { ErrorPart } from '../protocol';

const says =
	(pattern: RegExp) =>
	({ error }: Answered): boolean =>
		pattern.test(error.message ?? '');

const hasCheckpoints = (body: unknown) => isRecord(body) && 'checkpoints' in body;

/** The model is loaded without the part that writes. */
const NO_CLASS = /has no attribute 'generate'/i;
/** LocalAI's transformers backend, with a newer version of its library than it was written for. */
const OLD_BACKEND = /chat messages should be dicts/i;

/** Whether a model answers each question with the same error, however often it is asked. */
export function isBroken(answer: unknown): boolean {
	const message = asText(errorIn(answer).message);
	return NO_CLASS.test(message) || OLD_BACKEND.test(message);
}

const NO_BACKEND = /^failed to load backend ([\w.-]+)/i;

/**
 * LocalAI's errors are one text, whose beginning tells the cause.
 * Source: https://github.com/mudler/LocalAI, core/services/finetune/service.go, core/http/auth/middleware.go
 */
const RULES: ReadonlyArray<Rule<Answered>> = [
	[
		says(NO_BACKEND),
		({ action, error }) => {
			const [, backend = 'trl'] = NO_BACKEND.exec(error.message ?? '') ?? [];
			return {
				title: `Could not ${action}: LocalAI cannot start its backend '${backend}'`,
				advice: `Install it on LocalAI's page Backends, or with local-ai backends install ${backend}, and try again.`,
				cause: 'configuration-invalid',
			};
		},
	],
	[
		({ status, body }) => status === 400 && (Array.isArray(body) || hasCheckpoints(body)),
		() => ({
			title: "The ID given as 'After' is not in the list",
			advice: "Correct 'After' under Options, or remove it to read the list from its start.",
		}),
	],
	[
		says(/^failed to persist job/i),
		() => ({
			title: 'LocalAI has started the training and could not record the job',
			advice:
				'The training runs and cannot be followed: restart LocalAI to end it. Check its database, then create the job again.',
			cause: 'configuration-invalid',
		}),
	],
	[
		says(/^(fine-tuning failed to start|failed to start fine-tuning)/i),
		() => ({
			title: 'LocalAI could not start the training',
			advice: 'No job was created. Correct what it names and try again.',
		}),
	],
	[
		says(/already exists, choose a different name/i),
		() => ({
			title: 'LocalAI has a model of this name already',
			advice: "Set another 'Name' under Options, or ask the model that is there.",
		}),
	],
	[
		({ status }) => status === 413,
		() => ({
			title: 'LocalAI takes no file of this size',
			advice:
				'Start LocalAI with LOCALAI_UPLOAD_LIMIT set to more megabytes, or send a smaller file: without it, it takes 15.',
			cause: 'configuration-invalid',
		}),
	],
	[
		says(NO_CLASS),
		() => ({
			title: 'LocalAI has loaded the model in a form that cannot answer',
			advice:
				"Its configuration there needs the line 'type: AutoModelForCausalLM', which an administrator adds on LocalAI's page of the model. Model → Deploy does that with an administrator's key.",
			cause: 'configuration-invalid',
		}),
	],
	[
		says(OLD_BACKEND),
		() => ({
			title:
				'The transformers backend of LocalAI does not fit its own library, and answers no question',
			advice:
				"Update LocalAI and its backend 'transformers' there. The model itself is trained and exported.",
			cause: 'configuration-invalid',
		}),
	],
	[
		says(/feature not enabled for your account/i),
		() => ({
			title: 'This user of LocalAI may not fine-tune',
			advice:
				"An administrator of LocalAI must switch on 'Fine-Tuning' for the user whose API key this is, on the page Users.",
			cause: 'credential-invalid',
		}),
	],
];

export const errors: ErrorPart = {
	addressHint:
		"it is the address of the server alone, such as http://localai:8080, of a LocalAI that has the page 'Fine-Tune'.",
	keyHint: "it is one of LocalAI's own, which it wants where it was started with any, or has users",
	rules: RULES,
};
