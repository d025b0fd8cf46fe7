import type {
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
	IPollFunctions,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { triggerProperties } from './properties';
import { poll } from './poll';

export class FineTuningTrigger implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Fine-Tuning Trigger',
		name: 'fineTuningTrigger',
		icon: {
			light: 'file:../../icons/fineTuning.svg',
			dark: 'file:../../icons/fineTuning.dark.svg',
		},
		group: ['trigger'],
		version: 1,
		subtitle: '={{ "On " + $parameter["events"].join(", ") }}',
		// Of both nodes: n8n's panel shows them as one entry, with these words.
		description:
			'Trains models on your own examples and uses them, and starts the workflow when a training ends',
		defaults: { name: 'Fine-Tuning Trigger' },
		polling: true,
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		credentials: [{ name: 'fineTuningApi', required: true }],
		properties: triggerProperties,
	};

	async poll(this: IPollFunctions): Promise<INodeExecutionData[][] | null> {
		return await poll(this);
	}
}
