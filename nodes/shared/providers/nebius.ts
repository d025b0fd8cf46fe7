import type { Job } from '../domain/job';
import { fileRoutes, jobRoutes, models } from './openAiProtocol';
import {
	above,
	between,
	flag,
	loraSwitch,
	OPENAI_HYPERPARAMETERS,
	whole,
} from './openAiProtocol/hyperparameters';
import { bearer, errorsListing, openAi } from './openAi';
import { numberOf, readJob, textOf } from './openAiProtocol/readers';
import { isRecord } from '../text';
import type { DeployStep, Protocol } from './protocol';

const { nEpochs, batchSize } = OPENAI_HYPERPARAMETERS;

/**
 * Nebius Token Factory: hyperparameters of its own at the top level, an absolute learning rate, no metadata.
 * Source: https://github.com/nebius/token-factory-cookbook
 */
export const nebius: Protocol = {
	...openAi,
	id: 'nebius',
	displayName: 'Nebius Token Factory',
	credential: {
		baseUrl: {
			default: 'https://api.tokenfactory.nebius.com/v1',
			placeholder: 'e.g. https://api.tokenfactory.nebius.com/v1',
			description: "Leave empty for Nebius' own address, or enter that of a proxy",
			versions: ['v0'],
		},
		authentication: bearer,
	},
	errors: errorsListing('https://docs.tokenfactory.nebius.com/post-training/models'),
	jobs: jobRoutes(
		{
			displayName: 'Nebius Token Factory',
			// It knows no `method`: anything else would be trained as supervised.
			methods: ['supervised'],
			place: 'topLevel',
			longestSuffix: 64,
			hyperparameters: {
				nEpochs,
				batchSize,
				learningRate: { name: 'learning_rate', ...above(0) },
				adapter: { name: 'lora', ...loraSwitch() },
				loraRank: { name: 'lora_r', ...whole(1) },
				loraAlpha: { name: 'lora_alpha', ...whole(1) },
				loraDropout: { name: 'lora_dropout', ...between(0, 1) },
				warmupRatio: { name: 'warmup_ratio', ...between(0, 1) },
				weightDecay: { name: 'weight_decay', ...between(0, 1) },
				packing: { name: 'packing', ...flag() },
				maxSequenceLength: { name: 'context_length', ...whole(1) },
			},
			instead: {
				learningRateMultiplier:
					"Nebius takes an absolute learning rate: remove the multiplier, and add 'Learning Rate' with your own rate, such as 0.00001.",
			},
		},
		{ keepsMetadata: false, read: readNebiusJob },
	),
	files: fileRoutes({}),
	models,
	permissions: undefined,
	deploy: {
		checkpoints: 'needed',
		takes: ['name'],
		begin: (job, { checkpoint, name = job.suffix ?? 'fine-tuned' }) => ({
			ok: true,
			value: {
				state: 'next',
				creates: true,
				call: {
					method: 'POST',
					...MODELS,
					body: {
						name,
						base_model: job.model,
						source: `${job.id}:${checkpoint?.id ?? ''}`,
					},
					read: readDeployment,
				},
			},
		}),
	},
};

/** Its jobs tell how far they are. */
function readNebiusJob(raw: unknown): Job | null {
	const job = readJob(raw);
	if (!job) return null;
	const { trained_steps: trained, total_steps: total } = job.raw;
	return { ...job, steps: { current: numberOf(trained), total: numberOf(total) } };
}

/** Deployed models are of an older version of the API than everything else. */
const MODELS = { path: ['models'], version: 'v0' } as const;

/** `{name, status: validating|active|error, status_reason}`; the name is the one to ask by. */
function readDeployment(raw: unknown): DeployStep | null {
	const answer = isRecord(raw) ? raw : {};
	const name = textOf(answer.name);
	const status = textOf(answer.status);
	if (name === null || status === null) return null;
	const deployment = { model: name, id: null, note: null };
	if (status === 'active') return { state: 'ready', deployment };
	if (status !== 'error') {
		const path = [...MODELS.path, name];
		return {
			state: 'pending',
			deployment,
			call: { method: 'GET', ...MODELS, path, read: readDeployment },
		};
	}
	return {
		state: 'failed',
		problem: `Nebius could not deploy model ${name}: ${textOf(answer.status_reason) ?? 'it gives no reason'}`,
		advice:
			'Not every base model can be served with an adapter. Correct what it names, or train on another base model.',
	};
}
