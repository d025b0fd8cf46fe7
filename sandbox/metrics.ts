import { fraction } from './random';
import type { Metrics, Rewards } from './types';

/** What the figures of a job depend on. */
export interface Training {
	/** Same seed, same figures. */
	seed: string;
	totalSteps: number;
	stepsPerEpoch: number;
	hasValidation: boolean;
}

/**
 * The simulated figures of one step (1 to `totalSteps`): the loss falls smoothly, with noise.
 * Validation figures come now and then, and at the end of an epoch for the whole file.
 */
export function metricsOfStep(training: Training, step: number): Metrics {
	const { seed, totalSteps, stepsPerEpoch } = training;
	const decay = Math.exp((-4 * step) / totalSteps);
	const noise = (name: string) => (fraction(`${seed}/${name}/${step}`) - 0.5) * 0.1;
	const start = 1.8 + fraction(`${seed}/start`) * 0.8;
	const floor = 0.1 + fraction(`${seed}/floor`) * 0.2;
	const loss = (name: string, gap: number) =>
		roundFigure((floor + gap + (start - floor) * decay) * (1 + noise(name)));
	const accuracy = (name: string, gap: number) =>
		roundFigure(Math.min(0.999, 0.97 - gap - 0.45 * decay + noise(name) / 4));

	const metrics: Metrics = {
		step,
		train_loss: loss('train', 0),
		train_mean_token_accuracy: accuracy('train', 0),
	};
	if (training.hasValidation && isValidated(training, step)) {
		metrics.valid_loss = loss('valid', 0.08);
		metrics.valid_mean_token_accuracy = accuracy('valid', 0.03);
	}
	if (training.hasValidation && step % stepsPerEpoch === 0) {
		metrics.full_valid_loss = loss('full', 0.09);
		metrics.full_valid_mean_token_accuracy = accuracy('full', 0.035);
	}
	return metrics;
}

/** The simulated figures of one step of reinforcement: the reward grows towards 1, with noise. */
export function rewardsOfStep({ seed, totalSteps }: Training, step: number): Rewards {
	const noise = (name: string) => fraction(`${seed}/${name}/${step}`) - 0.5;
	const left = Math.exp((-3 * step) / totalSteps);
	return {
		step,
		critic_rewards_mean: roundFigure(
			Math.min(1, Math.max(0, 0.9 - 0.6 * left + noise('reward') * 0.2)),
		),
		critic_advantages_mean: roundFigure(noise('advantage') * 0.05),
		actor_pg_loss: roundFigure(noise('loss') * 0.3),
		actor_entropy: roundFigure(0.2 + 0.5 * left + noise('entropy') * 0.05),
		actor_grad_norm: roundFigure(0.001 * (1 + noise('gradient'))),
		response_length_mean: roundFigure(500 + noise('length') * 80),
	};
}

/** Whether the validation file is looked at after a step: about twenty times, and when an epoch ends. */
export function isValidated({ totalSteps, stepsPerEpoch }: Training, step: number): boolean {
	return step % stepsPerEpoch === 0 || step % Math.max(1, Math.round(totalSteps / 20)) === 0;
}

/** A figure as it is told: with four digits. */
export function roundFigure(value: number): number {
	return Number(value.toFixed(4));
}

/** The steps that are told in events and in the result file: all of them, or about 2,000. */
export function reportedSteps({ totalSteps, stepsPerEpoch }: Training): number[] {
	const every = Math.ceil(totalSteps / 2000);
	const steps: number[] = [];
	for (let step = 1; step <= totalSteps; step += 1) {
		if (step % every === 0 || step % stepsPerEpoch === 0) steps.push(step);
	}
	return steps;
}

/** The result file: CSV, one row a reported step, an empty cell where nothing was measured. */
export function resultCsv(steps: Metrics[]): string {
	const rows = steps.map((metrics) =>
		[
			metrics.step,
			metrics.train_loss,
			metrics.train_mean_token_accuracy,
			metrics.valid_loss ?? '',
			metrics.valid_mean_token_accuracy ?? '',
		].join(','),
	);
	const header = 'step,train_loss,train_accuracy,valid_loss,valid_mean_token_accuracy';
	return `${[header, ...rows].join('\n')}\n`;
}
