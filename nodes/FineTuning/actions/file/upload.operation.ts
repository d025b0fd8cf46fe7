import { fileOutput } from '../../../shared/domain/file';
import { simplifyField } from '../../../shared/fields';
import type { Operation } from '../operation';
import { collectionParameter, textParameter, wantsSimplified } from '../parameters';
import { uploadFile, type UploadOptions } from './upload/uploadFile';

export const upload: Operation = {
	value: 'upload',
	name: 'Upload',
	action: 'Upload file',
	description: 'Upload a training or validation file for fine-tuning',
	creates: 'file',
	fields: [
		{
			displayName: 'Input Data Field Name',
			name: 'binaryPropertyName',
			type: 'string',
			default: 'data',
			required: true,
			placeholder: 'e.g. data',
			hint: 'The name of the input field containing the binary file data to be uploaded',
			description: 'The field of the incoming item that holds the JSONL file',
		},
		{
			displayName: 'Options',
			name: 'options',
			type: 'collection',
			placeholder: 'Add Option',
			default: {},
			options: [
				{
					displayName: 'Expires After (Seconds)',
					name: 'expiresAfter',
					type: 'number',
					typeOptions: { minValue: 3600, maxValue: 2592000 },
					default: 2592000,
					description:
						'When the provider deletes the file, counted from its upload: one hour (3600) to 30 days (2592000)',
				},
				{
					displayName: 'File Name',
					name: 'fileName',
					type: 'string',
					default: '',
					placeholder: 'e.g. support-tickets.jsonl',
					description:
						'Name of the file at the provider. By default, the name the file has in n8n.',
				},
				{
					displayName: 'Wait Until Processed',
					name: 'waitUntilProcessed',
					type: 'boolean',
					default: true,
					description:
						'Whether to go on only when a job can be created on the file. Azure and Together AI need a moment for that; others are ready at once.',
				},
			],
		},
		simplifyField,
	],
	async execute(run) {
		const options = collectionParameter(run, 'options') as UploadOptions;
		const file = await uploadFile(run, textParameter(run, 'binaryPropertyName'), options);
		return [{ json: fileOutput(file, wantsSimplified(run)) }];
	},
};
