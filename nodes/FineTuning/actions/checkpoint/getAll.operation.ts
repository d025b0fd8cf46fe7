import { simplifyCheckpoint } from '../../../shared/domain/jobLog';
import { jobList } from '../jobList';

export const getAll = jobList(
	{
		action: 'Get many checkpoints',
		description: "Get a job's checkpoints: usable models saved during training, newest first",
	},
	async (api, query) => await api.checkpoints(query),
	simplifyCheckpoint,
);
