import { createBodyProblem, type Known } from './createBody';
import { customProblem, nebiusProblem, NEBIUS_DEFAULTS } from './compatible';
import type { ApiError } from './errors';
import { FINE_TUNABLE, NEBIUS_FINE_TUNABLE } from './models';
import { HEX } from './random';
import type { Hyperparameters } from './types';
import { fastApiAnswer } from './fastApi';

/** The providers that the sandbox can pass for. */
export const DIALECT_NAMES = ['openAi', 'azureOpenAi', 'nebius', 'custom'] as const;

/** One of the providers that the sandbox can pass for. */
export type DialectName = (typeof DIALECT_NAMES)[number];

/** How a provider differs from OpenAI. */
export interface Dialect {
	name: DialectName;
	/** The request header that carries the key. */
	keyHeader: 'authorization' | 'api-key';
	/** The characters of ids; letters and digits unless given. */
	idAlphabet?: string;
	/** Base models that can be trained. */
	fineTunable: string[];
	/** Whether jobs keep the metadata they were created with. */
	keepsMetadata: boolean;
	/** Whether a job tells how many steps of how many it has trained. */
	tellsSteps: boolean;
	/** Seconds, at speed 1, that pausing takes and that a new file is not ready yet. */
	pausing: number;
	processing: number;
	/** Defaults where hyperparameters stand at the top level only; null where `method` is known. */
	flat: Hyperparameters | null;
	/** What a create request would be refused for, or null. */
	createProblem(body: unknown, known: Known): ApiError | null;
	/** An error as the provider writes it. */
	answer(error: ApiError): { status: number; body: unknown };
}

const openAi: Dialect = {
	name: 'openAi',
	keyHeader: 'authorization',
	fineTunable: FINE_TUNABLE,
	keepsMetadata: true,
	tellsSteps: false,
	pausing: 0,
	processing: 0,
	flat: null,
	createProblem: createBodyProblem,
	answer: ({ status, body }) => ({ status, body: { error: body } }),
};

const DIALECTS: Record<DialectName, Dialect> = {
	openAi,
	azureOpenAi: {
		...openAi,
		name: 'azureOpenAi',
		keyHeader: 'api-key',
		idAlphabet: HEX,
		pausing: 2,
		processing: 2,
	},
	nebius: {
		...openAi,
		name: 'nebius',
		fineTunable: [...NEBIUS_FINE_TUNABLE, ...FINE_TUNABLE],
		keepsMetadata: false,
		tellsSteps: true,
		flat: NEBIUS_DEFAULTS,
		createProblem: nebiusProblem,
		answer: fastApiAnswer,
	},
	custom: {
		...openAi,
		name: 'custom',
		keepsMetadata: false,
		flat: { n_epochs: 3, batch_size: 1, learning_rate_multiplier: 1 },
		createProblem: customProblem,
	},
};

/** A provider's ways by its name. */
export function dialectOf(name: DialectName): Dialect {
	return DIALECTS[name];
}
