import type { TrainingTier } from '../../domain/jobRequest';
import type { Result } from '../../result';
import { shown } from '../../text';

/** How a provider takes where it trains: the field, and what the tiers are called there. */
export interface Tiers {
	field: string;
	names: Readonly<Record<TrainingTier, string>>;
}

/** The part of a create call's body that says where to train; what was left alone is not sent. */
export function tierPart(
	entered: unknown,
	{ displayName, tiers }: { displayName: string; tiers?: Tiers },
): Result<Record<string, string>> {
	if (entered === undefined || entered === null || entered === '') return { ok: true, value: {} };
	if (!tiers) {
		return {
			ok: false,
			problem: `${displayName} has no training tiers`,
			advice: "Remove 'Training Tier' under Additional Fields.",
		};
	}
	const name = new Map<unknown, string>(Object.entries(tiers.names)).get(entered);
	if (name !== undefined) return { ok: true, value: { [tiers.field]: name } };
	return {
		ok: false,
		problem: `'Training Tier' is ${shown(entered)}`,
		advice: `It must be one of ${Object.keys(tiers.names).join(', ')}. Remove it to let the provider choose.`,
	};
}
