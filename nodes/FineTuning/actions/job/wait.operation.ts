import type { INodeExecutionData } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { tellResult } from '../../../shared/execution';
import { incomingJobField, simplifyField } from '../../../shared/fields';
import { failedItem } from '../failure';
import type { ItemRun, Operation } from '../operation';
import { collectionParameter, requiredLocator } from '../parameters';
import {
	DEFAULT_MAX_MINUTES,
	DEFAULT_POLL_SECONDS,
	readWaitOptions,
	type WaitOptions,
} from './wait/options';
import { endsInWords } from './wait/verdict';
import { waitTogether, type Wait } from './wait/waitTogether';

export const wait: Operation = {
	value: 'wait',
	name: 'Wait',
	action: 'Wait for job',
	description: 'Hold the execution open until a fine-tuning job has ended',
	hint: "Runs until the job has ended, and shows nothing meanwhile. How far it is, Job → Get tells in another workflow, and the provider's own console.",
	fields: [
		incomingJobField,
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'If the Job Fails',
					name: 'failOnUnsuccessful',
					type: 'options',
					default: true,
					description: 'What to do when the job failed or was cancelled',
					options: [
						{
							name: 'Return the Job',
							value: false,
							description: 'Go on with the job; its status tells',
						},
						{
							name: 'Stop With an Error',
							value: true,
							description: "Stop with the job's own error",
						},
					],
				},
				{
					displayName: 'Max Wait (Minutes)',
					name: 'maxWait',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: DEFAULT_MAX_MINUTES,
					description: 'How long to wait before giving up. The job itself goes on.',
				},
				{
					displayName: 'On Timeout',
					name: 'onTimeout',
					type: 'options',
					default: 'error',
					description: 'What to do when the job has not ended within the time',
					options: [
						{
							name: 'Return the Job',
							value: 'return',
							description: 'Go on with the job as it is then',
						},
						{ name: 'Stop With an Error', value: 'error' },
					],
				},
				{
					displayName: 'Poll Interval (Seconds)',
					name: 'pollInterval',
					type: 'number',
					typeOptions: { minValue: 1 },
					default: DEFAULT_POLL_SECONDS,
					description:
						'The longest pause between two checks of the job; the first ones are shorter',
				},
			],
		},
		simplifyField,
	],
	async executeAll(runs) {
		const output: INodeExecutionData[] = [];
		const waits: Wait[] = [];
		for (const run of runs) {
			try {
				const id = requiredLocator(run, 'jobId', 'Job');
				waits.push({ run, id, options: optionsOf(run) });
			} catch (error) {
				output.push(failedItem(run, error));
			}
		}
		output.push(...(await waitTogether(waits)));
		const seen = waits.flatMap(({ last }) => last ?? []);
		const [first] = waits;
		if (first && seen.length > 0) {
			const { message, bad } = endsInWords(seen);
			tellResult(first.run.context, message, bad);
		}
		return output.sort((a, b) => indexOf(a) - indexOf(b));
	},
};

function optionsOf(run: ItemRun): WaitOptions {
	const options = readWaitOptions(collectionParameter(run, 'options'));
	if (options.ok) return options.value;
	throw new NodeOperationError(run.context.getNode(), options.problem, {
		description: options.advice,
	});
}

function indexOf({ pairedItem }: INodeExecutionData): number {
	return typeof pairedItem === 'object' && 'item' in pairedItem ? pairedItem.item : 0;
}
