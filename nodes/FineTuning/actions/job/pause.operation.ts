import { jobAction } from './jobAction';

export const pause = jobAction(
	{
		value: 'pause',
		name: 'Pause',
		action: 'Pause job',
		description: 'Pause a running fine-tuning job; it can be resumed',
	},
	'pause',
);
