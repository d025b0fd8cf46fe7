import type { IDataObject, INodeProperties } from 'n8n-workflow';

import { endOf, isTerminal, matchesJob, type Job } from '../../../../shared/domain/job';
import { metadataField, metadataPairs } from '../../../../shared/fields';
import { LATENESS, ListOrder } from '../../../../shared/listOrder';
import { asText } from '../../../../shared/text';
import type { ItemRun } from '../../operation';
import { collectionParameter, momentOption } from '../../parameters';

/** Which jobs are wanted; what is empty or absent matches all. */
export interface Filters {
	statuses: readonly string[];
	model: string;
	metadata: Readonly<Record<string, string>>;
	/** Unix seconds; jobs of that very second are wanted. */
	createdAfter?: number;
	finishedAfter?: number;
}

export const filtersField: INodeProperties = {
	displayName: 'Filters',
	name: 'filters',
	type: 'collection',
	placeholder: 'Add Filter',
	default: {},
	description: 'Only jobs that match all of these; the limit counts what is left',
	options: [
		{
			displayName: 'Created After',
			name: 'createdAfter',
			type: 'dateTime',
			default: '',
			description:
				"Only jobs created at this time or later. Without a time zone, the workflow's is meant.",
		},
		{
			displayName: 'Finished After',
			name: 'finishedAfter',
			type: 'dateTime',
			default: '',
			description:
				'Only jobs that ended at this time or later. A job may have been created long before, so all jobs are read: add Created After to read fewer.',
		},
		metadataField('Only jobs that carry all of these key-value pairs'),
		{
			displayName: 'Model',
			name: 'model',
			type: 'string',
			default: '',
			placeholder: 'e.g. gpt-4.1-mini',
			description: 'Only jobs that train this base model, with or without its date',
		},
		{
			displayName: 'Status',
			name: 'status',
			type: 'multiOptions',
			default: [],
			description: 'Only jobs in one of these statuses',
			options: [
				{ name: 'Cancelled', value: 'cancelled' },
				{ name: 'Failed', value: 'failed' },
				{ name: 'Paused', value: 'paused' },
				{ name: 'Queued', value: 'queued' },
				{ name: 'Running', value: 'running' },
				{ name: 'Succeeded', value: 'succeeded' },
				{ name: 'Validating Files', value: 'validating_files' },
			],
		},
	],
};

/** @throws NodeOperationError for a date that is none */
export function readFilters(run: ItemRun): Filters {
	const entered = collectionParameter(run, 'filters') as IDataObject & { status?: string[] };
	return {
		statuses: entered.status ?? [],
		model: asText(entered.model),
		metadata: metadataPairs(entered.metadata),
		createdAfter: momentOption(run, entered.createdAfter, 'Created After'),
		finishedAfter: momentOption(run, entered.finishedAfter, 'Finished After'),
	};
}

/**
 * Whether a job is wanted; undefined where all are. Providers filter by metadata at most, and not every one
 * does even that: all is compared here.
 */
export function acceptOf({
	statuses,
	model,
	metadata,
	createdAfter,
	finishedAfter,
}: Filters): ((job: Job) => boolean) | undefined {
	const checks: Array<(job: Job) => boolean> = [];
	if (statuses.length > 0) checks.push(({ status }) => statuses.includes(status));
	if (model !== '' || Object.keys(metadata).length > 0) {
		checks.push((job) => matchesJob(job, { model, suffix: '', metadata }) === true);
	}
	if (createdAfter !== undefined) checks.push(({ createdAt }) => createdAt >= createdAfter);
	if (finishedAfter !== undefined) {
		checks.push((job) => (endOf(job) ?? Number.NEGATIVE_INFINITY) >= finishedAfter);
	}
	return checks.length > 0 ? (job) => checks.every((holds) => holds(job)) : undefined;
}

/** Whether nobody can tell if a job ended after the time that is asked for: its provider keeps no times of ends. */
export function isUndated(job: Job, { finishedAfter, ...others }: Filters): boolean {
	if (finishedAfter === undefined || job.finishedAt !== null || !isTerminal(job.status))
		return false;
	return job.createdAt < finishedAfter && (acceptOf(others)?.(job) ?? true);
}

/**
 * Told of a list part by part: whether no wanted job can follow. Only the time of creation can tell, and only
 * in a list that is seen to run from newest to oldest. Undefined where it has to be read to its end.
 */
export function endOfList({
	createdAfter,
}: Pick<Filters, 'createdAfter'>): ((jobs: readonly Job[]) => boolean) | undefined {
	if (createdAfter === undefined) return undefined;
	const order = new ListOrder(createdAfter - LATENESS);
	return (jobs) => {
		for (const { createdAt } of jobs) order.push(createdAt);
		return order.isPast;
	};
}
