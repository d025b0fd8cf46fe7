import type { WorkflowFile } from '../../scripts/lib/n8n-api';
import { chain, node, OURS } from './chain';

/** Rows become a checked training file with a validation file, the files a job, and its end a summary. */
export function fromRowsToModel(credentialId: string): WorkflowFile {
	const rows = `return Array.from({ length: 40 }, (_, i) => ({ json: { question: 'Is ' + i + ' even?', answer: i % 2 ? 'no' : 'yes' } }));`;
	const ours = (name: string, parameters: Record<string, unknown>) =>
		node(name, OURS, 1, parameters, credentialId);
	return chain('From rows to a model', [
		node('Start', 'n8n-nodes-base.manualTrigger', 1, {}),
		node('Rows', 'n8n-nodes-base.code', 2, { jsCode: rows }),
		ours('Build', {
			resource: 'dataset',
			operation: 'build',
			systemPrompt: 'Answer yes or no.',
			userMessage: '={{ $json.question }}',
			assistantMessage: '={{ $json.answer }}',
			options: { validationShare: 25 },
		}),
		ours('Validate', {
			resource: 'dataset',
			operation: 'validate',
			options: { validationBinaryProperty: 'validation' },
		}),
		ours('Create', {
			resource: 'job',
			operation: 'create',
			model: { __rl: true, mode: 'id', value: 'gpt-4.1-mini-2025-04-14' },
			trainingSource: 'binary',
			hyperparameters: { nEpochs: 1 },
			additionalFields: { validationBinaryProperty: 'validation', suffix: 'even' },
		}),
		ours('Wait', {
			resource: 'job',
			operation: 'wait',
			jobId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			options: { pollInterval: 2 },
		}),
		ours('Get', {
			resource: 'job',
			operation: 'get',
			jobId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
		}),
		ours('Metrics', {
			resource: 'job',
			operation: 'getMetrics',
			jobId: { __rl: true, mode: 'id', value: '={{ $json.id }}' },
			output: 'summary',
		}),
	]);
}
