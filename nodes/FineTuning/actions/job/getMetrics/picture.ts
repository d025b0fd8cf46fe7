import type { IBinaryKeyData } from 'n8n-workflow';

import { isTerminal, type Job } from '../../../../shared/domain/job';
import type { StepMetrics } from '../../../../shared/domain/metrics';
import { warn } from '../../../../shared/execution';
import { layOut, type Chart } from '../../../chart/chart';
import { toPng } from '../../../chart/png';
import { toSvg } from '../../../chart/svg';
import type { ItemRun } from '../../operation';
import { losses, rewards } from './curves';

/**
 * The curves of a job as a picture, in binary data `chart`. A picture that cannot be had is told as a
 * warning: the metrics go on without it.
 */
export async function picture(
	{ context }: ItemRun,
	job: Job,
	steps: readonly StepMetrics[],
): Promise<IBinaryKeyData | undefined> {
	const chart = chartOf(job, steps);
	if (!chart) {
		warn(context, `No chart for job ${job.id}: ${whyNone(job, steps)}`);
		return undefined;
	}
	try {
		const png = Buffer.from(await toPng(toSvg(chart)));
		const name = fileName(job.id);
		return { chart: await context.helpers.prepareBinaryData(png, name, 'image/png') };
	} catch (error) {
		const reason = error instanceof Error ? error.message : String(error);
		warn(context, `The chart for job ${job.id} could not be drawn: ${reason}`);
		return undefined;
	}
}

/** The losses, or the rewards of a training that has none; null with neither. */
export function chartOf(job: Job, steps: readonly StepMetrics[]): Chart | null {
	const words = { title: job.model || 'Fine-tuning', subtitle: `${job.id}, ${job.status}` };
	return (
		layOut({ ...words, measure: 'loss', ...losses(steps) }) ??
		layOut({ ...words, measure: 'reward', ...rewards(steps) })
	);
}

function whyNone({ status }: Job, steps: readonly StepMetrics[]): string {
	if (steps.length > 0) return 'its metrics tell neither loss nor reward.';
	return isTerminal(status)
		? 'it left no metrics.'
		: 'it has no metrics yet. Get them again when it has trained for a while.';
}

/** Safe in every file system, and no longer than one takes. */
function fileName(jobId: string): string {
	return `loss-${jobId.replace(/[^\w.-]+/g, '-').slice(-100)}.png`;
}
