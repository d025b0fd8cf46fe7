/** A job's error; all three are null while nothing is wrong. */
export interface JobError {
	code: string | null;
	message: string | null;
	param: string | null;
}

/** A hyperparameter as the API shows it: `auto` until training starts. */
export type Hyperparameters = Record<string, string | number | boolean | null>;

/** How a job trains: its type, with the settings under the type's own name. */
export interface JobMethod {
	type: 'supervised' | 'dpo' | 'reinforcement';
	supervised?: { hyperparameters?: Hyperparameters };
	dpo?: { hyperparameters?: Hyperparameters };
	reinforcement?: { hyperparameters?: Hyperparameters; grader?: unknown };
}

/** The API's `fine_tuning.job`. Times are unix seconds. */
export interface FineTuningJob {
	object: 'fine_tuning.job';
	id: string;
	model: string;
	created_at: number;
	finished_at: number | null;
	fine_tuned_model: string | null;
	organization_id: string;
	result_files: string[];
	status: string;
	validation_file: string | null;
	training_file: string;
	hyperparameters: Hyperparameters | null;
	trained_tokens: number | null;
	error: JobError | Record<string, never> | null;
	user_provided_suffix: string | null;
	seed: number;
	estimated_finish: number | null;
	integrations: unknown[];
	metadata: Record<string, string> | null;
	usage_metrics: null;
	shared_with_openai: boolean;
	method?: JobMethod;
	trained_steps?: number;
	total_steps?: number;
}

/** The API's `fine_tuning.job.event`. */
export interface JobEvent {
	object: 'fine_tuning.job.event';
	id: string;
	created_at: number;
	level: 'info' | 'warn' | 'error';
	message: string;
	type: 'message' | 'metrics';
	data: Record<string, unknown> | null;
}

/** The API's `fine_tuning.job.checkpoint`. */
export interface JobCheckpoint {
	object: 'fine_tuning.job.checkpoint';
	id: string;
	created_at: number;
	fine_tuned_model_checkpoint: string;
	fine_tuning_job_id: string;
	/** The name to use the checkpoint by, where that is another one; null until it is registered. */
	fine_tuned_model_id?: string | null;
	metrics: Metrics | Rewards;
	step_number: number;
}

/** What a training step or checkpoint measured. */
export interface Metrics {
	step: number;
	total_steps?: number;
	train_loss: number;
	train_mean_token_accuracy: number;
	valid_loss?: number;
	valid_mean_token_accuracy?: number;
	full_valid_loss?: number;
	full_valid_mean_token_accuracy?: number;
}

/** What a step of reinforcement measured, where a provider tells it in its trainer's own words. */
export interface Rewards {
	step: number;
	critic_rewards_mean: number;
	critic_advantages_mean: number;
	actor_pg_loss: number;
	actor_entropy: number;
	actor_grad_norm: number;
	response_length_mean: number;
}

/** The API's `file`. */
export interface FileObject {
	object: 'file';
	id: string;
	bytes: number;
	created_at: number;
	filename: string;
	purpose: string;
	status: string;
	status_details: string | null;
	expires_at: number | null;
}

/** The API's `upload`; `file` appears when it is completed. */
export interface UploadObject {
	object: 'upload';
	id: string;
	bytes: number;
	created_at: number;
	expires_at: number;
	filename: string;
	purpose: string;
	status: 'pending' | 'completed' | 'cancelled' | 'expired';
	file: FileObject | null;
}

/** The API's `checkpoint.permission`. */
export interface CheckpointPermission {
	object: 'checkpoint.permission';
	id: string;
	created_at: number;
	project_id: string;
}

/** The API's `model`. */
export interface ModelObject {
	object: 'model';
	id: string;
	created: number;
	owned_by: string;
	/** The day on which it goes, or null; absent where the provider does not tell. */
	shutdown_date?: string | null;
	/** Azure's form of the same, in Unix seconds. */
	deprecation?: { fine_tune?: number; inference: number };
	/** On providers whose ids say little. */
	model_name?: string;
}
