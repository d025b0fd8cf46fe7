import type { ChatAnswer, ChatRequest } from '../domain/chat';
import type { TrainingFile, FileDetails } from '../domain/file';
import type { Job, JobFailure, Steps } from '../domain/job';
import type { Checkpoint, JobEvent } from '../domain/jobLog';
import type { HyperparameterName, JobRequest } from '../domain/jobRequest';
import type { StepMetrics } from '../domain/metrics';
import type { CheckpointPermission, Model } from '../domain/model';
import type { Page, PageQuery } from '../domain/page';
import type { PriceEstimate } from '../domain/price';
import type { Answered, Call, Exchange, Rule } from '../http';
import type { Result } from '../result';
import type { CredentialPart } from './credentialPart';
import type { DeployPart } from './deployPart';

export type { Authentication, CredentialPart, CredentialValues } from './credentialPart';
export type { DeployPart, DeployStep } from './deployPart';

/**
 * One provider: how its calls are built, how its answers are read, and what it cannot do, which is absent.
 * It is pure and sends nothing. Whoever calls it goes through `api/`, which tells the user of absences.
 */
export interface Protocol {
	/** As the credential stores it. */
	id: string;
	displayName: string;
	credential: CredentialPart;
	errors: ErrorPart;
	jobs: JobPart;
	/** The job's log, newest first. */
	events?(query: PartQuery): Exchange<Page<JobEvent>>;
	checkpoints?(query: PartQuery): Exchange<Page<Checkpoint>>;
	/** The steps of a job's training, where the provider keeps them beside log and result files. */
	metrics?(jobId: string): Exchange<StepMetrics[]>;
	files?: FilePart;
	models?: ModelPart;
	/** One question to a model, with one answer. */
	chat?(request: ChatRequest): Exchange<ChatAnswer>;
	permissions?: PermissionPart;
	deploy: DeployPart;
}

/** What this provider's errors need in words. */
export interface ErrorPart {
	/** How its base URLs end, as it completes "Check the base URL: …". */
	addressHint: string;
	/** Which key is wanted, as it completes "Check the API key in the credential, and that …". */
	keyHint?: string;
	/** Looked at before the general rules. */
	rules?: ReadonlyArray<Rule<Answered>>;
}

export interface JobQuery extends PageQuery {
	/** Pairs that jobs must carry; the answer may hold others all the same. */
	metadata?: Readonly<Record<string, string>>;
}

export interface JobPart {
	/** Newest first, as far as is known. */
	list(query: JobQuery): Exchange<Page<Job>>;
	get(id: string): Exchange<Job>;
	/** The job's page in the provider's own console, where it is known for sure. */
	page?(id: string): string;
	/** The call, or what is wrong with the request by this provider's limits. */
	create(request: JobRequest): Result<Exchange<Job>>;
	/** What a job would cost that is created by the same request, once its files are there. */
	estimate?(request: JobRequest): Result<Exchange<PriceEstimate>>;
	cancel?(id: string): Exchange<Changed>;
	/**
	 * Whether cancelling a job that has ended spoils what it says of itself, or is refused without saying why: then
	 * it is looked at first.
	 */
	cancelsEnded?: true;
	pause?(id: string): Exchange<Changed>;
	resume?(id: string): Exchange<Changed>;
	progress?: ProgressPart;
	/** Why a job failed, where the job itself does not tell; null where nothing is known. */
	failure?(id: string): Exchange<{ failure: JobFailure | null }>;
	/** Whether an uploaded file to measure the model on can be given along. */
	takesValidationFile?: false;
	/** The hyperparameters that it takes. */
	hyperparameters: ReadonlySet<HyperparameterName>;
	/** How a job carries a key by which it is found again. */
	idempotency?: Idempotency;
}

/** The job after a change, or `done` where the provider says no more than that. */
export type Changed = Job | 'done';

/** For servers whose jobs stand still until somebody reads their progress. */
export interface ProgressPart {
	/** A stream of server-sent events, read for a moment. */
	call(id: string): Pick<Call, 'method' | 'path' | 'query'>;
	/** How far the training is. */
	steps(progress: Progress): Steps;
	/** What tells how a job has ended that does not say so itself; null where it does, or goes on. */
	outcome(job: Job, progress: Progress): Exchange<Job> | null;
}

export interface Progress {
	/** The parsed data of each event. */
	events: readonly unknown[];
	/** Whether the server ended the stream. */
	ended: boolean;
}

export type Idempotency = IdempotencyKey & (SearchedKey | OwnKey);

interface IdempotencyKey {
	/** Whether it is used unless the user says otherwise: some servers refuse or drop what carries it. */
	byDefault: boolean;
	/** Characters that a key may have. */
	longestKey: number;
	/** How a person recognises the job, as a sentence. */
	sign(key: string): string;
	/** Where a job keeps it, unless that is its metadata. */
	place?: {
		/** As it completes "It is kept …". */
		words: string;
		/** What to do where there is no room for it, in sentences; none where there always is. */
		noRoom?: string;
	};
}

/** Jobs carry the key, and are searched for it. */
export interface SearchedKey {
	/** The request with the key, or null when it has no room for one. */
	carry(request: JobRequest, key: string): JobRequest | null;
	/** What asks the list for jobs with the key, as far as it can be asked. */
	query(key: string): Pick<JobQuery, 'metadata'>;
	/** What a job carries for a key. */
	tokenOf(key: string): string;
	/** What a job carries; null for one that was created without a key. */
	carriedBy(job: Job): string | null;
}

/** The provider itself gives the job of an earlier create with the same key: sending again does no harm. */
export interface OwnKey {
	/** The request with the key, for which there is always room: without it, sending again would do harm. */
	carry(request: JobRequest, key: string): JobRequest;
	/** What became of the create with the key. The status 404 says that there was none. */
	find(key: string): Exchange<KeyState>;
}

/** `refused` for good: a create with the same key is refused in the same words. */
export type KeyState =
	| { state: 'found'; jobId: string }
	| { state: 'pending' }
	| { state: 'refused' };

/** A list that hangs under one job. */
export interface PartQuery extends PageQuery {
	jobId: string;
}

export interface FileQuery extends PageQuery {
	/** `all` for files of every purpose. */
	purpose: FilePurpose;
}

export const FILE_PURPOSES = ['fine-tune', 'fine-tune-results', 'all'] as const;
export type FilePurpose = (typeof FILE_PURPOSES)[number];

export interface FilePart {
	/** Bytes that fit into one request. */
	largest: number;
	/** Whether a file stays until it is deleted: it cannot be given a time after which it goes. */
	keepsForever?: true;
	list?(query: FileQuery): Exchange<Page<TrainingFile>>;
	get?(id: string): Exchange<TrainingFile>;
	upload(content: Blob, details: FileDetails): Exchange<TrainingFile>;
	/**
	 * An example of a file as the provider takes it; none: as it is.
	 * @returns or why it takes no such example, as it completes "Line 3 of the file …"
	 */
	adapt?(example: Record<string, unknown>): Result<Record<string, unknown>>;
	remove?(id: string): Exchange<true>;
	/** The file's bytes; what reads them is the caller's. */
	content?(id: string): Pick<Exchange<never>, 'method' | 'path'>;
	/** The steps in the text of a job's result file; null for a file that is none. */
	readMetrics?(text: string): StepMetrics[] | null;
	inParts?: PartwisePart;
}

/** Large files in parts. */
export interface PartwisePart {
	/** Bytes in all. */
	largest: number;
	start(bytes: number, details: FileDetails): Exchange<{ id: string }>;
	part(uploadId: string, content: Blob): Exchange<{ id: string }>;
	/** @param md5 of the whole file, in hexadecimal */
	complete(uploadId: string, partIds: readonly string[], md5: string): Exchange<TrainingFile>;
	cancel(uploadId: string): Exchange<true>;
}

export interface ModelPart {
	/** All in one answer. */
	list(): Exchange<Page<Model>>;
	/** Names of those that can be trained, where the list does not tell. */
	trainable?(): Exchange<readonly string[]>;
	get?(id: string): Exchange<Model>;
	remove?(id: string): Exchange<true>;
	/** The day on which a model is shut down, `YYYY-MM-DD`, as far as it is known without asking. */
	shutdownDate?(id: string): string | null;
}

export interface PermissionPart {
	list(checkpoint: string, query: PageQuery): Exchange<Page<CheckpointPermission>>;
	create(checkpoint: string, projectIds: readonly string[]): Exchange<Page<CheckpointPermission>>;
	remove(checkpoint: string, id: string): Exchange<true>;
}
