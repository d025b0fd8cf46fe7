import type { IDataObject } from 'n8n-workflow';

import type { Api } from '../../shared/api';
import { collect } from '../../shared/api/pages';
import type { Checkpoint, JobEvent } from '../../shared/domain/jobLog';
import type { Page } from '../../shared/domain/page';
import { jobIdField, limitField, returnAllField, simplifyField } from '../../shared/fields';
import type { PartQuery } from '../../shared/providers/protocol';
import { asText } from '../../shared/text';
import type { Operation } from './operation';
import {
	collectionParameter,
	limitParameter,
	requiredLocator,
	wantsSimplified,
} from './parameters';

/** The operation Get Many for a list that hangs under one job. */
export function jobList<T extends JobEvent | Checkpoint>(
	words: Pick<Operation, 'action' | 'description'>,
	list: (api: Api, query: PartQuery) => Promise<Page<T>>,
	simplify: (object: T) => IDataObject,
): Operation {
	return {
		value: 'getAll',
		name: 'Get Many',
		...words,
		fields: [
			jobIdField,
			returnAllField,
			limitField,
			{
				displayName: 'Options',
				name: 'options',
				type: 'collection',
				placeholder: 'Add Option',
				default: {},
				options: [
					{
						displayName: 'After',
						name: 'after',
						type: 'string',
						default: '',
						description: 'ID after which the list starts, to go on where an earlier run ended',
					},
				],
			},
			simplifyField,
		],
		async execute(run) {
			const jobId = requiredLocator(run, 'jobId', 'Job');
			const { after } = collectionParameter(run, 'options');
			const objects = await collect<T>(async (part) => await list(run.api, { jobId, ...part }), {
				limit: limitParameter(run),
				start: asText(after) || undefined,
			});
			const simplified = wantsSimplified(run);
			return objects.map((object) => ({ json: simplified ? simplify(object) : object.raw }));
		},
	};
}
