import type { Answered, Rule } from '../../http';
import { isRecord } from '../../text';
import type { ErrorPart } from '../protocol';

const says =
	(pattern: RegExp) =>
	({ error }: Answered): boolean =>
		pattern.test(error.message ?? '');

const hasCheckpoints = (body: unknown) => isRecord(body) && 'checkpoints' in body;

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
