import { isRecord } from '../../shared/text';
import type { JobEvent } from '../../shared/types';
import { readStep, type StepMetrics } from './steps';

/** The steps told in a job's log, in any order, and how many there will be where the log says so. */
export function readEvents(events: readonly JobEvent[]): {
	steps: StepMetrics[];
	totalSteps: number | null;
} {
	const figures = events.flatMap(({ data }) => (isRecord(data) && 'step' in data ? [data] : []));
	const totals = figures
		.map(({ total_steps: total }) => Number(total ?? Number.NaN))
		.filter((total) => Number.isInteger(total) && total > 0);
	return {
		// The log begins with what is newest: of a step told twice, that shall be the last.
		steps: figures.flatMap((data) => readStep(data) ?? []).reverse(),
		totalSteps: totals.length > 0 ? Math.max(...totals) : null,
	};
}
