import type { Checkpoint, JobEvent } from '../domain/jobLog';
import type { StepMetrics } from '../domain/metrics';
import type { Page } from '../domain/page';
import type { PartQuery } from '../providers/protocol';
import { offered, send, sendForPage, type Caller } from './caller';

/** The lists that hang under one job. */
export interface JobLogApi {
	events(query: PartQuery): Promise<Page<JobEvent>>;
	checkpoints(query: PartQuery): Promise<Page<Checkpoint>>;
	/** The steps of a job's training, where the provider keeps them; else null. */
	metrics(jobId: string): Promise<StepMetrics[] | null>;
}

export function jobLogApi(caller: Caller): JobLogApi {
	return {
		async events(query) {
			const route = offered(caller, ({ events }) => events, 'list the events of jobs');
			return await sendForPage(caller, route(query), {
				action: 'list the events',
				subject: { kind: 'job', id: query.jobId },
			});
		},
		async checkpoints(query) {
			const route = offered(
				caller,
				({ checkpoints }) => checkpoints,
				'list the checkpoints of jobs',
			);
			return await sendForPage(caller, route(query), {
				action: 'list the checkpoints',
				subject: { kind: 'job', id: query.jobId },
			});
		},
		async metrics(jobId) {
			const route = caller.provider.metrics;
			if (!route) return null;
			return await send(caller, route(jobId), {
				action: 'get the metrics',
				subject: { kind: 'job', id: jobId },
			});
		},
	};
}
