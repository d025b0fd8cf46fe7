import type { TrainingMethod } from './job';

/** The hyperparameters that the editor offers, by the names of its fields, with the labels that users see. */
const LABELS = {
	nEpochs: 'Epochs',
	batchSize: 'Batch Size',
	learningRateMultiplier: 'Learning Rate Multiplier',
	learningRate: 'Learning Rate',
	adapter: 'Adapter',
	loraRank: 'LoRA Rank',
	loraAlpha: 'LoRA Alpha',
	loraDropout: 'LoRA Dropout',
	warmupRatio: 'Warmup Ratio',
	weightDecay: 'Weight Decay',
	maxSequenceLength: 'Max Sequence Length',
	packing: 'Packing',
	beta: 'Beta',
	computeMultiplier: 'Compute Multiplier',
	evalInterval: 'Evaluation Interval',
	evalSamples: 'Evaluation Samples',
	reasoningEffort: 'Reasoning Effort',
} as const;

export type HyperparameterName = keyof typeof LABELS;

/** In the order in which they are checked. */
export const HYPERPARAMETER_LABELS = Object.entries(LABELS) as ReadonlyArray<
	[HyperparameterName, string]
>;

/** A project of Weights & Biases that the training's metrics go to. */
export interface WandbTarget {
	project: string;
	name?: string;
	entity?: string;
	tags: readonly string[];
}

/** Where a provider trains, and with what priority, by the names of the editor. */
export type TrainingTier = 'standard' | 'globalStandard' | 'developer';

/** A new job as the user wants it; what was left alone is absent. */
export interface JobRequest {
	model: string;
	/** IDs of files at the provider. */
	trainingFile: string;
	validationFile?: string;
	method: TrainingMethod;
	/** As entered: not checked yet. */
	hyperparameters: Readonly<Partial<Record<HyperparameterName, unknown>>>;
	grader?: Readonly<Record<string, unknown>>;
	suffix?: string;
	/** NaN for what is no number. */
	seed?: number;
	metadata: Readonly<Record<string, string>>;
	integrations: readonly WandbTarget[];
	/** As entered: not checked yet. */
	trainingTier?: unknown;
	/** Laid upon the provider's request last. */
	extraBody: Readonly<Record<string, unknown>>;
	/** By which the job is found again; set by the protocol's `idempotency`. */
	idempotencyKey?: string;
}
