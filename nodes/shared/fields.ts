import type { INodeProperties } from 'n8n-workflow';

import { asText, isRecord } from './text';

/** A field that names an object: picked from the account's list, or by its ID. */
function locator(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'required'>,
	searchListMethod: string,
	placeholder: string,
): INodeProperties {
	return {
		...field,
		type: 'resourceLocator',
		default: { mode: 'list', value: '' },
		modes: [
			{
				displayName: 'From List',
				name: 'list',
				type: 'list',
				typeOptions: { searchListMethod, searchable: true },
			},
			{ displayName: 'By ID', name: 'id', type: 'string', placeholder },
		],
	};
}

export const jobIdField = locator(
	{
		displayName: 'Job',
		name: 'jobId',
		required: true,
		description: 'The fine-tuning job, from the list or by its ID',
	},
	'searchJobs',
	'e.g. ftjob-abc123',
);

/** The job that the node before gives: one that is picked from the list stays the one of the day it was picked. */
export const incomingJobField: INodeProperties = {
	...jobIdField,
	default: { mode: 'id', value: '={{ $json.id }}' },
	description:
		'The fine-tuning job, by its ID or from the list. By default, that of the incoming item.',
};

export const modelField = locator(
	{
		displayName: 'Base Model',
		name: 'model',
		required: true,
		description: 'The base model to train, or a fine-tuned model to train further',
	},
	'searchBaseModels',
	'e.g. gpt-4.1-mini-2025-04-14',
);

/** The field for a model that exists already, base or fine-tuned. */
export function modelIdField(description: string): INodeProperties {
	return anyModelField({ displayName: 'Model', name: 'modelId', required: true, description });
}

/** The same where there are two; its name differs by where it stands. */
export function anyModelField(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'required'>,
): INodeProperties {
	return locator(field, 'searchModels', 'e.g. ft:gpt-4.1-mini-2025-04-14:my-org:support:abc123');
}

/** A field for an uploaded file; its name differs by where it stands. */
export function fileField(
	field: Pick<INodeProperties, 'displayName' | 'name' | 'description' | 'required'>,
): INodeProperties {
	return locator(field, 'searchFiles', 'e.g. file-abc123');
}

export const simplifyField: INodeProperties = {
	displayName: 'Simplify',
	name: 'simplify',
	type: 'boolean',
	default: true,
	description: 'Whether to return a simplified version of the response instead of the raw data',
};

export const returnAllField: INodeProperties = {
	displayName: 'Return All',
	name: 'returnAll',
	type: 'boolean',
	default: false,
	description: 'Whether to return all results or only up to a given limit',
};

export const limitField: INodeProperties = {
	displayName: 'Limit',
	name: 'limit',
	type: 'number',
	typeOptions: { minValue: 1 },
	default: 50,
	description: 'Max number of results to return',
	displayOptions: { show: { returnAll: [false] } },
};

/** Free key-value pairs, as `metadata` and filters by it take them. */
export function metadataField(description: string): INodeProperties {
	return {
		displayName: 'Metadata',
		name: 'metadata',
		type: 'fixedCollection',
		typeOptions: { multipleValues: true },
		placeholder: 'Add Metadata',
		default: {},
		description,
		options: [
			{
				displayName: 'Pair',
				name: 'values',
				values: [
					{
						displayName: 'Key',
						name: 'key',
						type: 'string',
						default: '',
						placeholder: 'e.g. team',
						description: 'Up to 64 characters',
					},
					{
						displayName: 'Value',
						name: 'value',
						type: 'string',
						default: '',
						placeholder: 'e.g. support',
						description: 'Up to 512 characters',
					},
				],
			},
		],
	};
}

/**
 * The pairs of a metadata field as an object; pairs without a key are left out. An expression may give
 * the object itself.
 */
export function metadataPairs(value: unknown): Record<string, string> {
	if (!isRecord(value)) return {};
	const pairs: Array<[unknown, unknown]> = Array.isArray(value.values)
		? value.values.filter(isRecord).map((pair) => [pair.key, pair.value])
		: Object.entries(value);
	return Object.fromEntries(
		pairs.map(([key, pair]) => [asText(key), textOf(pair)] as const).filter(([key]) => key !== ''),
	);
}

/** Metadata holds texts only: anything else is sent as its JSON. */
function textOf(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'string' ? value : JSON.stringify(value);
}
