import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { Api } from '../../../shared/api';
import { isTerminal, statusWords, type Job } from '../../../shared/domain/job';
import { incomingJobField } from '../../../shared/fields';
import type { Problem, Result } from '../../../shared/result';
import { shortened } from '../../../shared/text';
import type { ItemRun, Operation } from '../operation';
import { collectionParameter, requiredLocator } from '../parameters';
import { checkpointOf } from './deploy/checkpoint';
import { drive } from './deploy/drive';
import { DEFAULT_MAX_MINUTES, readDeployOptions, unminded } from './deploy/options';

export const deploy: Operation = {
	value: 'deploy',
	name: 'Deploy',
	action: 'Deploy model',
	description: 'Make the model of a finished job answer, and get the name to ask it by',
	creates: 'deployment',
	costs: true,
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
					displayName: 'Checkpoint ID',
					name: 'checkpointId',
					type: 'string',
					default: '',
					placeholder: 'e.g. ftckpt_abc123',
					description:
						"A model saved during the training, from Checkpoint → Get Many. Leave empty for the job's final model.",
				},
				{
					displayName: 'Hardware',
					name: 'hardware',
					type: 'string',
					default: '',
					placeholder: 'e.g. 1x_nvidia_h100_80gb_sxm',
					description:
						"What the model runs on, by the provider's name for it. Leave empty for the cheapest that fits. Together AI only.",
				},
				{
					displayName: 'Max Wait (Minutes)',
					name: 'maxWait',
					type: 'number',
					typeOptions: { minValue: 0 },
					default: DEFAULT_MAX_MINUTES,
					description:
						'How long to wait for an answer before giving up. The deployment itself goes on.',
				},
				{
					displayName: 'Name',
					name: 'name',
					type: 'string',
					default: '',
					placeholder: 'e.g. support-tickets',
					description: 'A name for the deployed model. Leave empty to have one made.',
				},
				{
					displayName: 'Wait Until Ready',
					name: 'waitUntilReady',
					type: 'boolean',
					default: true,
					description:
						'Whether to go on only when the model answers. It is asked one short question for that.',
				},
			],
		},
	],
	async execute(run) {
		const { api } = run;
		const { deploy: part, displayName } = api.provider;
		const options = taken(run, readDeployOptions(collectionParameter(run, 'options')));
		const wrong = unminded(options, part, displayName);
		if (wrong) throw refusal(run, wrong);
		const jobId = requiredLocator(run, 'jobId', 'Job');
		const earlier = deployedBy(api);
		const what = JSON.stringify([jobId, options]);
		const known = earlier.get(what);
		if (known) return [{ json: { ...known } }];
		const job = await api.jobs.get(jobId);
		const untrained = noModel(job, options.checkpointId !== '');
		if (untrained) throw refusal(run, untrained);
		const { name, hardware, checkpointId } = options;
		const wanted = checkpointId !== '' || part.checkpoints === 'needed';
		const first = part.begin(job, {
			...(wanted && { checkpoint: taken(run, await checkpointOf(run, job, checkpointId)) }),
			...(checkpointId !== '' && { isChosen: true }),
			...(name && { name }),
			...(hardware && { hardware }),
		});
		const { deployment, ready } = await drive(run, job.id, taken(run, first), options);
		const { model, id: deploymentId, note } = deployment;
		const json = { model, ready, jobId: job.id, deploymentId, note };
		earlier.set(what, json);
		return [{ json: { ...json } }];
	},
};

const runs = new WeakMap<Api, Map<string, IDataObject>>();

/** What a run of the node has deployed: a job that several items name must not be deployed, and paid, for each. */
function deployedBy(api: Api): Map<string, IDataObject> {
	const deployed = runs.get(api) ?? new Map<string, IDataObject>();
	runs.set(api, deployed);
	return deployed;
}

/** Why a job has no model to be deployed; of one that ended early, only a checkpoint may be. */
function noModel({ id, status }: Job, ofCheckpoint: boolean): Problem | undefined {
	if (status === 'succeeded' || (ofCheckpoint && isTerminal(status))) return undefined;
	return isTerminal(status)
		? {
				problem: `Job ${shortened(id)} ${statusWords(status)}, so it has no model`,
				advice: "To deploy what it had learnt before, enter a checkpoint under 'Checkpoint ID'.",
			}
		: {
				problem: `Job ${shortened(id)} has no model yet: it is ${statusWords(status)}`,
				advice: 'Wait for it first, with Job → Wait or the Fine-Tuning Trigger.',
			};
}

function taken<T>(run: ItemRun, result: Result<T>): T {
	if (result.ok) return result.value;
	throw refusal(run, result);
}

function refusal({ context }: ItemRun, { problem, advice }: Problem): NodeOperationError {
	return new NodeOperationError(context.getNode(), problem, { description: advice });
}
