import { simplifyEvent } from '../../../shared/simplify';
import type { JobEvent } from '../../../shared/types';
import { jobList } from '../jobList';

export const getAll = jobList<JobEvent>(
	{
		action: 'Get many events',
		description: "Get a job's log: its messages and training metrics, newest first",
	},
	'events',
	simplifyEvent,
);
