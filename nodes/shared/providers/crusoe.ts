import type { Job } from '../domain/job';
import { bearer, errorsListing, openAi } from './openAi';
import { checkpointRoute, fileRoutes, jobRoutes, models } from './openAiProtocol';
import { above, between, OPENAI_HYPERPARAMETERS, whole } from './openAiProtocol/hyperparameters';
import { readCheckpoint, readJob, textOf } from './openAiProtocol/readers';
import type { Protocol } from './protocol';

/** Seconds after the training's end within which the model's name appears. */
const NAMED_WITHIN = 120;

/**
 * A job whose training has succeeded but whose model has no name yet has not ended: the name comes within two
 * minutes, and without it nobody can use the model.
 *
 * Where the end's time is missing, it has ended all the same. Counting from the creation would tell nothing of a training
 * of hours, or keep a job for hours whose name never comes; counting from when it was first seen would differ between
 * workers, and make jobs that ended long ago end once more in each new process.
 */
function readCrusoeJob(raw: unknown, now: number): Job | null {
	const job = readJob(raw);
	if (job?.status !== 'succeeded' || job.fineTunedModel !== null) return job;
	const ended = job.finishedAt ?? Number.NEGATIVE_INFINITY;
	return now - ended < NAMED_WITHIN ? { ...job, status: 'registering_model' } : job;
}

/**
 * Crusoe's managed fine-tuning: supervised only, with hyperparameters of its own; no log, no pausing.
 * Source: https://docs.crusoecloud.com/serverless-fine-tuning/how-it-works and
 * https://github.com/crusoecloud/solutions-library (crusoe-managed-finetuning-example)
 */
export const crusoe: Protocol = {
	...openAi,
	id: 'crusoe',
	displayName: 'Crusoe',
	credential: {
		baseUrl: {
			default: 'https://api.intelligence.crusoecloud.com/v1',
			placeholder: 'e.g. https://api.intelligence.crusoecloud.com/v1',
			description: "Leave empty for Crusoe's own address, or enter that of a proxy",
		},
		authentication: bearer,
	},
	errors: errorsListing('https://docs.crusoecloud.com/serverless-fine-tuning/overview'),
	jobs: jobRoutes(
		{
			displayName: 'Crusoe',
			methods: ['supervised'],
			place: 'method',
			longestSuffix: 64,
			hyperparameters: {
				nEpochs: OPENAI_HYPERPARAMETERS.nEpochs,
				batchSize: { name: 'batch_size', ...whole(16, 1024) },
				learningRateMultiplier: OPENAI_HYPERPARAMETERS.learningRateMultiplier,
				learningRate: { name: 'learning_rate', ...above(0) },
				loraRank: { name: 'lora_rank', ...whole(2, 256, false) },
				loraAlpha: { name: 'lora_alpha', ...whole(1, 512, false) },
				loraDropout: { name: 'lora_dropout', ...between(0, 1) },
				warmupRatio: { name: 'warmup_ratio', ...between(0, 1) },
				weightDecay: { name: 'weight_decay', ...between(0, Number.POSITIVE_INFINITY) },
			},
		},
		{ keepsMetadata: false, read: readCrusoeJob, pauses: false },
	),
	events: undefined,
	checkpoints: checkpointRoute((raw) => {
		const checkpoint = readCheckpoint(raw);
		if (!checkpoint) return null;
		return { ...checkpoint, model: checkpoint.model ?? textOf(checkpoint.raw.fine_tuned_model_id) };
	}),
	files: { ...fileRoutes({}), content: undefined },
	models: { ...models, remove: undefined },
	permissions: undefined,
	deploy: {
		begin: ({ fineTunedModel }) => ({
			ok: false,
			problem: 'Crusoe deploys models in its console only',
			advice: `Create a Self-Serve Deployment of ${fineTunedModel ?? 'the model'} there, and ask it by the name that it shows.`,
		}),
	},
};
