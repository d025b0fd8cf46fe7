/**
 * The API's objects as the wire carries them. Source: OpenAI's published specification 2.3.0.
 * Times are Unix seconds. Providers leave fields out and add their own, so everything that is
 * not needed to identify an object is optional.
 */

export type JobStatus =
	| 'validating_files'
	| 'queued'
	| 'running'
	| 'paused'
	| 'succeeded'
	| 'failed'
	| 'cancelled'
	// Providers use statuses outside the specification; none of them is terminal.
	| (string & {});

export interface ApiFailure {
	code?: string | null;
	message?: string | null;
	param?: string | null;
}

export type TrainingMethod = 'supervised' | 'dpo' | 'reinforcement';

/** Names and values as the provider has them: they differ by provider and method. */
export type Hyperparameters = object;

export interface FineTuningJob {
	id: string;
	object?: string;
	created_at: number;
	finished_at?: number | null;
	estimated_finish?: number | null;
	status: JobStatus;
	model: string;
	fine_tuned_model?: string | null;
	training_file?: string | null;
	validation_file?: string | null;
	result_files?: string[] | null;
	trained_tokens?: number | null;
	error?: ApiFailure | null;
	hyperparameters?: Hyperparameters | null;
	method?:
		| ({ type: TrainingMethod } & Partial<
				Record<TrainingMethod, { hyperparameters?: Hyperparameters | null }>
		  >)
		| null;
	seed?: number | null;
	suffix?: string | null;
	user_provided_suffix?: string | null;
	metadata?: Record<string, string> | null;
}

export interface JobEvent {
	id: string;
	object?: string;
	created_at: number;
	level: string;
	message: string;
	type?: string;
	data?: unknown;
}

export interface JobCheckpoint {
	id: string;
	object?: string;
	created_at: number;
	fine_tuned_model_checkpoint: string;
	fine_tuning_job_id: string;
	step_number: number;
	/** Numbers by the API's names: `train_loss`, `valid_loss`, … */
	metrics?: object | null;
}

export interface ApiFile {
	id: string;
	object?: string;
	bytes: number;
	created_at: number;
	expires_at?: number | null;
	filename: string;
	purpose: string;
	status?: string;
	status_details?: string | null;
}

export interface ApiModel {
	id: string;
	object?: string;
	created?: number;
	owned_by?: string;
}

export interface ListPage<T> {
	object?: string;
	data: T[];
	has_more?: boolean;
}
