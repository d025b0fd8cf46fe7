import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { createBodyProblem, type Known } from '../createBody';
import type { ApiError } from '../errors';
import { FINE_TUNABLE, OTHER_MODELS } from '../models';
import type { IdStyle } from '../random';
import type { Hyperparameters, ModelObject } from '../types';

/** Parts of OpenAI's API that a provider may do without; asking for one is asking for no known URL. */
export type Feature =
	| 'checkpoints'
	| 'content'
	| 'events'
	| 'modelDeletion'
	| 'pause'
	| 'permissions'
	| 'uploads';

/** What a gate sees of a request: `path` without query, as the server routes it. */
export interface Asked {
	method: string;
	path: string;
	query: Record<string, string>;
	body: unknown;
}

/** How a provider differs from OpenAI. */
export interface Dialect {
	name: string;
	/** The request header that carries the key. */
	keyHeader: 'authorization' | 'api-key';
	/** Whether calls without a key are taken, too. */
	open?: true;
	/** How ids look, where they are not letters and digits. */
	ids?: IdStyle;
	/** Base models that can be trained, and others. */
	fineTunable: string[];
	otherModels: string[];
	/** The name of a base model, where models have one beside their id. */
	modelName?(id: string): string;
	/** Whether its list tells no more of models than their names. */
	bareModels?: true;
	/** What it tells of a model's end. */
	modelEnd?(id: string): Partial<ModelObject>;
	lacks: Feature[];
	/** Whether jobs keep the metadata they were created with. */
	keepsMetadata: boolean;
	/** Whether the job list minds a filter by metadata. */
	filters: boolean;
	/** Whether a job tells how many steps of how many it has trained. */
	tellsSteps: boolean;
	/** What is measured: losses, or the rewards of a grader. */
	measures: 'losses' | 'rewards';
	/** Whether a job leaves a file of its figures. */
	resultFiles: boolean;
	/** Examples that a training file must have, at least and at most. */
	examples: { min: number; max?: number };
	/** The largest page of jobs, events and checkpoints. */
	maxLimit: number;
	/** Seconds, at speed 1, that pausing takes and that a new file is not ready yet. */
	pausing: number;
	processing: number;
	/** Seconds, at speed 1, for which at most a job that succeeded has no `fine_tuned_model` yet. */
	registering: number;
	/** Defaults where hyperparameters stand at the top level only; null where `method` is known. */
	flat: Hyperparameters | null;
	/** Its own values for `auto`, where they are not OpenAI's. */
	defaults?: Hyperparameters;
	/** Its own routes, all of them, in place of OpenAI's. */
	routes?(app: FastifyInstance, context: Context): void;
	/**
	 * The model that answers under a name, where deployed models have names of their own.
	 * @throws ApiError where none does
	 */
	served?(context: Context, name: string): string;
	/** The path that OpenAI would have for this URL. */
	rewrite?(url: string): string;
	/** Called for each request with a good key. @throws ApiError for what the provider does not let pass. */
	gate?(asked: Asked): void;
	/** What is left of a create request when the provider has read it. */
	accept?(body: unknown): unknown;
	/** What a create request would be refused for, or null. */
	createProblem(body: unknown, known: Known): ApiError | null;
	/** An error as the provider writes it. */
	answer(error: ApiError): { status: number; body: unknown };
	/** The error for a wrong key, or none (undefined), where it is not OpenAI's. */
	refuseKey?(key: string | undefined): ApiError;
	/** The error for a URL that does not exist, where it is not OpenAI's. */
	noRoute?(asked: Pick<Asked, 'method' | 'path'>): ApiError;
}

/** OpenAI, which the others differ from. */
export const openAi: Dialect = {
	name: 'openAi',
	keyHeader: 'authorization',
	fineTunable: FINE_TUNABLE,
	otherModels: OTHER_MODELS,
	lacks: [],
	keepsMetadata: true,
	filters: true,
	tellsSteps: false,
	measures: 'losses',
	resultFiles: true,
	examples: { min: 10 },
	maxLimit: 100,
	pausing: 0,
	processing: 0,
	registering: 0,
	flat: null,
	createProblem: createBodyProblem,
	answer: ({ status, body }) => ({ status, body: { error: body } }),
};
