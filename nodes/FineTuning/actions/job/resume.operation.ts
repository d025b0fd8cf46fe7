import { jobAction } from './jobAction';

export const resume = jobAction(
	{
		value: 'resume',
		name: 'Resume',
		action: 'Resume job',
		description: 'Let a paused fine-tuning job go on',
	},
	'resume',
);
