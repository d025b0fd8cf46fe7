import { jobAction } from './jobAction';

export const cancel = jobAction(
	{
		value: 'cancel',
		name: 'Cancel',
		action: 'Cancel job',
		description: 'Stop a fine-tuning job that has not finished, for good',
	},
	'cancel',
);
