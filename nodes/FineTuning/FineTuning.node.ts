import type {
	IExecuteFunctions,
	INodeExecutionData,
	INodeType,
	INodeTypeDescription,
} from 'n8n-workflow';
import { NodeConnectionTypes } from 'n8n-workflow';

import { nodeHints, nodeProperties, nodeSubtitle, OFFLINE_RESOURCES } from './actions/resources';
import { runOperation } from './actions/router';
import { searchFiles } from './listSearch/searchFiles';
import { searchJobs } from './listSearch/searchJobs';
import { searchBaseModels, searchModels } from './listSearch/searchModels';

export class FineTuning implements INodeType {
	description: INodeTypeDescription = {
		displayName: 'Fine-Tuning',
		name: 'fineTuning',
		icon: {
			light: 'file:../../icons/fineTuning.svg',
			dark: 'file:../../icons/fineTuning.dark.svg',
		},
		group: ['transform'],
		version: 1,
		subtitle: nodeSubtitle(),
		description:
			'Train models on your own examples, at a provider or on your own machine, and use them',
		defaults: { name: 'Fine-Tuning' },
		usableAsTool: true,
		inputs: [NodeConnectionTypes.Main],
		outputs: [NodeConnectionTypes.Main],
		credentials: [
			{
				name: 'fineTuningApi',
				required: true,
				displayOptions: { hide: { resource: OFFLINE_RESOURCES } },
			},
		],
		hints: nodeHints(),
		properties: nodeProperties(),
	};

	methods = { listSearch: { searchBaseModels, searchFiles, searchJobs, searchModels } };

	async execute(this: IExecuteFunctions): Promise<INodeExecutionData[][]> {
		return await runOperation(this);
	}
}
