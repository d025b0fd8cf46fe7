import { simplifyCheckpoint } from '../../../shared/simplify';
import type { JobCheckpoint } from '../../../shared/types';
import { jobList } from '../jobList';

export const getAll = jobList<JobCheckpoint>(
	{
		action: 'Get many checkpoints',
		description: "Get a job's checkpoints: usable models saved during training, newest first",
	},
	'checkpoints',
	simplifyCheckpoint,
);
