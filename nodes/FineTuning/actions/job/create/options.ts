import type { INodeProperties } from 'n8n-workflow';

import { PROVIDERS } from '../../../../shared/providers';

/** Who keeps the key for sure, so that jobs carry one unless the user says otherwise. */
const KEEPERS = PROVIDERS.filter(({ jobs }) => jobs.idempotency?.byDefault).map(
	({ displayName }) => displayName,
);
const KEYED = [KEEPERS.slice(0, -1).join(', '), KEEPERS.at(-1)];

/** Where the key is kept by those that have another place for it than metadata. */
const ELSEWHERE = PROVIDERS.flatMap(({ displayName, jobs: { idempotency } }) =>
	idempotency?.place ? [` (with ${displayName}: ${idempotency.place.words})`] : [],
).join('');

/** Who tells the price of a job before it is created. */
const PRICED = PROVIDERS.filter(({ jobs }) => jobs.estimate)
	.map(({ displayName }) => displayName)
	.join(', ');

/** The options of Job → Create. */
export const createOptions: INodeProperties = {
	displayName: 'Options',
	name: 'options',
	type: 'collection',
	placeholder: 'Add Option',
	default: {},
	options: [
		{
			displayName: 'Idempotency Key',
			name: 'idempotencyKey',
			type: 'string',
			default: '',
			placeholder: 'e.g. {{ $json.orderId }}',
			description: `A text of your own that stands for this one job, up to 512 characters. If a job with it exists already, that job is returned and none is created, whatever ran before. It is kept in the metadata of the job${ELSEWHERE}.`,
		},
		{
			displayName: 'Max Cost',
			name: 'maxCost',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 4 },
			default: 10,
			description: `Stop before anything is uploaded when the training is estimated to cost more, in the currency of your price. Needs Dataset → Validate, with its Price per Million Tokens, directly before this node. With ${PRICED} neither is needed: the provider's own price, in US dollars, is asked for after the upload, and no job is created above the limit.`,
		},
		{
			displayName: 'Max Tokens',
			name: 'maxTokens',
			type: 'number',
			typeOptions: { minValue: 0, numberPrecision: 0 },
			default: 1000000,
			description:
				'Stop before anything is uploaded when the training is estimated to take more tokens, all epochs together. Needs Dataset → Validate directly before this node.',
		},
		{
			displayName: 'Prevent Duplicates',
			name: 'preventDuplicates',
			type: 'boolean',
			default: true,
			description: `Whether to give the job a key in its metadata${ELSEWHERE}, so that after a lost connection it is found instead of created twice. If not added: on with ${KEYED.join(' and ')}, off with others, which may refuse metadata.`,
		},
	],
};
