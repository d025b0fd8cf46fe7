import type { INodeProperties } from 'n8n-workflow';

import type { Model } from '../domain/model';
import type { Answered, Rule } from '../http';
import {
	answersAtOnce,
	checkpointRoute,
	events,
	fileRoutes,
	jobRoutes,
	modelRoutes,
	permissions,
} from './openAiProtocol';
import { chat } from './openAiProtocol/chat';
import { OPENAI_HYPERPARAMETERS } from './openAiProtocol/hyperparameters';
import type { JobForm } from './openAiProtocol/createJob';
import { readCheckpoint, readModel } from './openAiProtocol/readers';
import { refusedModel } from './openAiProtocol/refusedModel';
import { openAiShutdown } from './openAiShutdowns';
import type { CredentialPart, ErrorPart, Protocol } from './protocol';

/** Stands by itself because the linter knows secrets by their names, and not this one's. */
const adminKey: INodeProperties = {
	displayName: 'Admin Key',
	name: 'adminKey',
	type: 'string',
	typeOptions: { password: true },
	default: '',
	description: 'Only for sharing checkpoints with other projects, which an ordinary key may not do',
};

/** The key as most servers with this protocol take it. */
export const bearer: CredentialPart['authentication'] = (value) => ({
	headers: { Authorization: value('apiKey') && `Bearer ${value('apiKey')}` },
});

const credential: CredentialPart = {
	description: 'No new jobs from 6 January 2027, and from newcomers none any more',
	notice:
		'OpenAI takes no new fine-tuning jobs from 6 January 2027, and from organizations that have not fine-tuned before none any more. On 14 January 2027 it shuts its fine-tuned models down. To train today, choose another provider, or your own machine with LocalAI or Unsloth Studio.',
	baseUrl: {
		default: 'https://api.openai.com/v1',
		placeholder: 'e.g. https://api.openai.com/v1',
		description: "Leave empty for OpenAI's own address, or enter that of a proxy",
	},
	fields: [
		{
			displayName: 'Organization ID',
			name: 'organizationId',
			type: 'string',
			default: '',
			placeholder: 'e.g. org-abc123',
			description: 'For keys that belong to several organizations',
		},
		{
			displayName: 'Project ID',
			name: 'projectId',
			type: 'string',
			default: '',
			placeholder: 'e.g. proj_abc123',
			description: 'For keys that belong to several projects',
		},
		adminKey,
	],
	hasAdminKey: true,
	authentication: (value, admin) => ({
		headers: {
			Authorization: `Bearer ${value(admin ? 'adminKey' : 'apiKey')}`,
			'OpenAI-Organization': value('organizationId'),
			// An admin key belongs to an organization and to no project.
			'OpenAI-Project': admin ? '' : value('projectId'),
		},
	}),
};

/**
 * OpenAI's answer to organizations that may not create jobs any more; proxies pass it on.
 * Source: https://platform.openai.com/docs/deprecations
 */
export const TRAINING_NOT_AVAILABLE: Rule<Answered> = [
	({ error }) => error.code === 'training_not_available',
	() => ({
		title: 'OpenAI no longer lets this organization create fine-tuning jobs',
		advice:
			'OpenAI is closing self-serve fine-tuning: since 7 May 2026 for organizations that never fine-tuned, since 2 July 2026 for those without recent use of a fine-tuned model, and from 6 January 2027 for everyone. Existing jobs stay readable; its fine-tuned models are shut down on 14 January 2027. To train, choose another provider in the credential. More: https://platform.openai.com/docs/deprecations',
		cause: 'configuration-invalid',
	}),
];

/** What most servers with this protocol have in common in their errors. */
export const COMMON_ERRORS: ErrorPart = {
	addressHint: "most providers' ends in /v1.",
	rules: [TRAINING_NOT_AVAILABLE],
};

/** The same, for who lists on a page alone which models are trained. */
export const errorsListing = (page: string): ErrorPart => ({
	...COMMON_ERRORS,
	rules: [TRAINING_NOT_AVAILABLE, refusedModel(page)],
});

export const OPENAI_FORM: JobForm = {
	displayName: 'OpenAI',
	hyperparameters: OPENAI_HYPERPARAMETERS,
	place: 'method',
	longestSuffix: 64,
	validatesReinforcement: true,
};

/** With the day that is published, where the server names none. */
function readOpenAiModel(raw: unknown): Model | null {
	const model = readModel(raw);
	return model && { ...model, shutdownDate: model.shutdownDate ?? openAiShutdown(model.id) };
}

/** The reference: every other provider with this protocol is a difference from it. */
export const openAi: Protocol = {
	id: 'openAi',
	displayName: 'OpenAI',
	credential,
	errors: errorsListing('https://platform.openai.com/docs/guides/supervised-fine-tuning'),
	jobs: {
		...jobRoutes(OPENAI_FORM, { keepsMetadata: true }),
		page: (id) => `https://platform.openai.com/finetune/${encodeURIComponent(id)}`,
	},
	events,
	checkpoints: checkpointRoute(readCheckpoint),
	files: fileRoutes({ inParts: true }),
	chat,
	models: { ...modelRoutes(readOpenAiModel), shutdownDate: openAiShutdown },
	permissions,
	deploy: answersAtOnce,
};
