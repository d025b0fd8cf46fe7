import type { Resource } from '../operation';
import { cancel } from './cancel.operation';
import { create } from './create.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { getMetrics } from './getMetrics.operation';
import { pause } from './pause.operation';
import { resume } from './resume.operation';
import { wait } from './wait.operation';

export const job: Resource = {
	value: 'job',
	name: 'Job',
	operations: [create, get, getAll, cancel, pause, resume, wait, getMetrics],
};
