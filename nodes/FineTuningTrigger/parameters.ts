import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import type { JobFilter } from '../shared/domain/job';
import { metadataPairs } from '../shared/fields';
import { asText } from '../shared/text';

/** What the user set on the trigger. */
export interface TriggerParameters {
	events: string[];
	jobIds: string[];
	filter: JobFilter;
	simplify: boolean;
	includeEvents: number;
	includeCheckpoints: boolean;
}

export function readParameters(context: IPollFunctions): TriggerParameters {
	const filters = context.getNodeParameter('filters', {}) as IDataObject;
	const options = context.getNodeParameter('options', {}) as IDataObject;
	return {
		events: context.getNodeParameter('events') as string[],
		jobIds: [
			...new Set(
				// An expression may give a list.
				[filters.jobIds]
					.flat()
					.flatMap((ids) => asText(ids).split(/[\s,]+/))
					.filter(Boolean),
			),
		],
		filter: {
			model: asText(filters.model),
			suffix: asText(filters.suffix),
			metadata: metadataPairs(filters.metadata),
		},
		simplify: context.getNodeParameter('simplify') === true,
		includeEvents: Math.max(0, Math.floor(Number(options.includeEvents ?? 0)) || 0),
		includeCheckpoints: options.includeCheckpoints === true,
	};
}

/** What is watched, as text: a change of it means that what was remembered belongs to something else. */
export function watchingOf(account: string, { jobIds, filter }: TriggerParameters): string {
	return JSON.stringify([
		account,
		[...jobIds].sort(),
		filter.model,
		filter.suffix,
		Object.entries(filter.metadata).sort(([a], [b]) => (a < b ? -1 : 1)),
	]);
}
