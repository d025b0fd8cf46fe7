import type { IDataObject, IPollFunctions } from 'n8n-workflow';

import { metadataPairs } from '../shared/fields';
import type { JobFilter } from '../shared/filters';

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
				text(filters.jobIds)
					.split(/[\s,]+/)
					.filter(Boolean),
			),
		],
		filter: {
			model: text(filters.model),
			suffix: text(filters.suffix),
			metadata: metadataPairs(filters.metadata),
		},
		simplify: context.getNodeParameter('simplify') === true,
		includeEvents: Math.max(0, Math.floor(Number(options.includeEvents ?? 0)) || 0),
		includeCheckpoints: options.includeCheckpoints === true,
	};
}

/** What is watched, as text: a change of it means that what was remembered belongs to something else. */
export function watchingOf(baseUrl: string, { jobIds, filter }: TriggerParameters): string {
	return JSON.stringify([
		baseUrl,
		[...jobIds].sort(),
		filter.model,
		filter.suffix,
		Object.entries(filter.metadata).sort(([a], [b]) => (a < b ? -1 : 1)),
	]);
}

function text(value: unknown): string {
	return typeof value === 'string' || typeof value === 'number' ? String(value).trim() : '';
}
