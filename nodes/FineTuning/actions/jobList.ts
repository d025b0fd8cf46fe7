import type { IDataObject } from 'n8n-workflow';

import { jobIdField, limitField, returnAllField, simplifyField } from '../../shared/fields';
import { asText } from '../../shared/text';
import { collect } from '../../shared/transport/pages';
import type { Operation } from './operation';
import { collectionParameter, flagParameter, limitParameter, requiredLocator } from './parameters';

/** The operation Get Many for a list that hangs under one job. */
export function jobList<T extends { id: string }>(
	words: Pick<Operation, 'action' | 'description'>,
	segment: 'events' | 'checkpoints',
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
			const id = requiredLocator(run, 'jobId', 'Job');
			const options = collectionParameter(run, 'options') as { after?: string };
			const objects = await collect<T>(
				run.connection,
				{
					path: ['fine_tuning', 'jobs', id, segment],
					after: asText(options.after) || undefined,
					action: `list the ${segment}`,
					subject: { kind: 'job', id },
					itemIndex: run.itemIndex,
				},
				limitParameter(run),
			);
			return flagParameter(run, 'simplify')
				? objects.map(simplify)
				: objects.map((object) => ({ ...object }) as IDataObject);
		},
	};
}
