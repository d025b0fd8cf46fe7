import { simplifyEvent } from '../../../shared/domain/jobLog';
import { jobList } from '../jobList';

export const getAll = jobList(
	{
		action: 'Get many events',
		description: "Get a job's log: its messages and training metrics, newest first",
	},
	async (api, query) => await api.events(query),
	simplifyEvent,
);
