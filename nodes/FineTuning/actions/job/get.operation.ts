import { jobAction } from './jobAction';

export const get = jobAction({
	value: 'get',
	name: 'Get',
	action: 'Get job',
	description: 'Get the current state of a fine-tuning job',
});
