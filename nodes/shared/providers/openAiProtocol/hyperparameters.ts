import type { TrainingMethod } from '../../domain/job';
import { HYPERPARAMETER_LABELS, type HyperparameterName } from '../../domain/jobRequest';
import type { Result } from '../../result';
import { isWhole, shown } from '../../text';

/** How a provider takes one hyperparameter. */
export interface Hyperparameter {
	/** Its name on the wire. */
	name: string;
	/** The methods that know it; none: all. */
	methods?: readonly TrainingMethod[];
	/** What it is on the wire, or undefined for a value that is not taken. */
	convert(value: unknown): unknown;
	/** What is taken, as it completes "It must be …". */
	range: string;
}

export type HyperparameterTable = Readonly<Partial<Record<HyperparameterName, Hyperparameter>>>;

/** The words for names that a provider does not take, where there is more to say than "Remove it". */
export type Instead = Readonly<Partial<Record<HyperparameterName, string>>>;

type Numeric = Pick<Hyperparameter, 'convert' | 'range'>;

const number = (value: unknown): number =>
	typeof value === 'number' || (typeof value === 'string' && value.trim() !== '')
		? Number(value)
		: Number.NaN;

/** A number for which `accepts` holds, and `auto` where the provider has that word for its default. */
function numeric(accepts: (value: number) => boolean, range: string, auto: boolean): Numeric {
	return {
		range,
		convert(value) {
			if (auto && value === 'auto') return value;
			const converted = number(value);
			return Number.isFinite(converted) && accepts(converted) ? converted : undefined;
		},
	};
}

export function whole(from: number, to = Number.MAX_SAFE_INTEGER, auto = true): Numeric {
	const range = `a whole number from ${from}${to === Number.MAX_SAFE_INTEGER ? '' : ` to ${to}`}`;
	return numeric((value) => isWhole(value, from, to), range, auto);
}

export function above(from: number, to = Number.POSITIVE_INFINITY, auto = true): Numeric {
	const range = `a number above ${from}${Number.isFinite(to) ? ` and up to ${to}` : ''}`;
	return numeric((value) => value > from && value <= to, range, auto);
}

export function between(from: number, to: number, auto = false): Numeric {
	const range = `a number from ${from}${Number.isFinite(to) ? ` to ${to}` : ''}`;
	return numeric((value) => value >= from && value <= to, range, auto);
}

export function flag(): Numeric {
	return {
		range: 'true or false',
		convert: (value) => (typeof value === 'boolean' ? value : undefined),
	};
}

export function oneOf(values: readonly string[]): Numeric {
	return {
		range: `one of ${values.join(', ')}`,
		convert: (value) => (values.includes(shown(value)) ? value : undefined),
	};
}

/** The field Adapter as a switch for LoRA. */
export function loraSwitch(): Numeric {
	return {
		range: 'lora or full',
		convert: (value) => (value === 'lora' ? true : value === 'full' ? false : undefined),
	};
}

/** OpenAI's own. Source of names and ranges: its specification 2.3.0. */
export const OPENAI_HYPERPARAMETERS = {
	nEpochs: { name: 'n_epochs', ...whole(1, 50) },
	batchSize: { name: 'batch_size', ...whole(1, 256) },
	learningRateMultiplier: { name: 'learning_rate_multiplier', ...above(0) },
	beta: { name: 'beta', methods: ['dpo'], ...above(0, 2) },
	computeMultiplier: {
		name: 'compute_multiplier',
		methods: ['reinforcement'],
		...above(0.00001, 10),
	},
	evalInterval: { name: 'eval_interval', methods: ['reinforcement'], ...whole(1) },
	evalSamples: { name: 'eval_samples', methods: ['reinforcement'], ...whole(1) },
	reasoningEffort: {
		name: 'reasoning_effort',
		methods: ['reinforcement'],
		...oneOf(['default', 'low', 'medium', 'high']),
	},
} satisfies HyperparameterTable;

/**
 * The entered hyperparameters under the provider's names, or what is wrong with the first bad one. Those of
 * another method are left out: the editor keeps them hidden after the method was changed.
 */
export function convertHyperparameters(
	entered: Readonly<Partial<Record<HyperparameterName, unknown>>>,
	method: TrainingMethod,
	provider: { displayName: string; table: HyperparameterTable; instead?: Instead },
): Result<Record<string, unknown>> {
	const sent: Record<string, unknown> = {};
	for (const [name, label] of HYPERPARAMETER_LABELS) {
		const value = entered[name];
		if (value === undefined || value === null || value === '') continue;
		const known = provider.table[name];
		if (!known) {
			return {
				ok: false,
				problem: `'${label}' is not known to ${provider.displayName}`,
				advice: provider.instead?.[name] ?? 'Remove it under Hyperparameters.',
			};
		}
		if (known.methods && !known.methods.includes(method)) continue;
		const converted = known.convert(value);
		if (converted === undefined) {
			return {
				ok: false,
				problem: `'${label}' is ${shown(value)}`,
				advice: `It must be ${known.range}. Remove it to let the provider choose.`,
			};
		}
		sent[known.name] = converted;
	}
	return { ok: true, value: sent };
}
