import type { IDataObject } from 'n8n-workflow';

import { camel, camelKeys } from '../text';
import { isoTime } from '../time';
import type { StepMetrics } from './metrics';

/** A line of a job's log. */
export interface JobEvent {
	id: string;
	/** Unix seconds. */
	createdAt: number;
	level: string;
	message: string;
	type: string;
	/** What was measured, under the provider's names; null for a mere message. */
	data: Readonly<Record<string, unknown>> | null;
	/** What a training step measured; null for any other event. */
	metrics: StepMetrics | null;
	/** The step of the training that it tells of; null for any other event. */
	step: number | null;
	/** How many steps the training has, where the event says so. */
	totalSteps: number | null;
	raw: IDataObject;
}

/** A model saved during training. */
export interface Checkpoint {
	id: string;
	/** The name by which it is used; null until it can be. */
	model: string | null;
	step: number | null;
	/** Unix seconds; null where the provider does not tell. */
	createdAt: number | null;
	jobId: string | null;
	/** Figures under the provider's names. */
	metrics: Readonly<Record<string, unknown>>;
	raw: IDataObject;
}

/** What a reader looks for first stands first: n8n's table shows the columns in this order. */
export function simplifyEvent(event: JobEvent): IDataObject {
	return {
		createdAt: isoTime(event.createdAt),
		level: event.level,
		message: event.message,
		type: event.type,
		data: camelKeys(event.data) as IDataObject | null,
		id: event.id,
	};
}

/** A checkpoint with its metrics beside it, in camel case. */
export function simplifyCheckpoint(checkpoint: Checkpoint): IDataObject {
	const own = {
		id: checkpoint.id,
		model: checkpoint.model,
		step: checkpoint.step,
		createdAt: isoTime(checkpoint.createdAt),
	};
	const metrics = Object.entries(checkpoint.metrics as IDataObject);
	return {
		...own,
		...Object.fromEntries(metrics.map(([name, value]) => [camel(name), value])),
		// Again, for first place and last word: some servers count a `step` among the metrics.
		...own,
		jobId: checkpoint.jobId,
	};
}
