import type { Resource } from '../operation';
import { create } from './create.operation';
import { getAll } from './getAll.operation';
import { getMetrics } from './getMetrics.operation';
import { cancel, get, pause, resume } from './oneJob.operations';
import { wait } from './wait.operation';

export const job: Resource = {
	value: 'job',
	name: 'Job',
	operations: [create, wait, getMetrics, get, getAll, cancel, pause, resume],
};
