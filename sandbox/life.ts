import type { Recipe } from './training/train';
import type { FineTuningJob, JobError } from './types';

/** From `at` (unix seconds) on, a job has this status, and its object these values. */
export interface Transition {
	at: number;
	status: string;
	patch?: Partial<FineTuningJob>;
}

/** What will happen to a job, decided when it is created. Durations are in seconds. */
export interface Plan {
	validating: number;
	queued: number;
	running: number;
	pausing: number;
	/** From success until the model has its name. */
	registering: number;
	epochs: number;
	stepsPerEpoch: number;
	hasValidation: boolean;
	measures: 'losses' | 'rewards';
	/** How its model is trained; null where training is simulated. */
	recipe: Recipe | null;
	/** Set when the data is bad: the job fails after validation. */
	failure: JobError | null;
	/** What the job's object shows from the start of training on. */
	started: Partial<FineTuningJob>;
	/** What it shows once it has succeeded; `trained_tokens` is null until they are counted. */
	outcome: Pick<FineTuningJob, 'fine_tuned_model' | 'result_files' | 'trained_tokens'>;
}

const TERMINAL = new Set(['succeeded', 'failed', 'cancelled']);

/** True for the three statuses that end a job; any other, known or not, is unfinished. */
export function isTerminal(status: string): boolean {
	return TERMINAL.has(status);
}

/** The whole future of a new job, if nobody interferes. */
export function begin(plan: Plan, createdAt: number): Transition[] {
	const validated = createdAt + plan.validating;
	const first = { at: createdAt, status: 'validating_files' };
	if (plan.failure) {
		const patch = { error: plan.failure, finished_at: Math.floor(validated) };
		return [first, { at: validated, status: 'failed', patch }];
	}
	return [first, ...train(plan, validated, plan.running)];
}

/** Queue, train for `remaining` seconds, succeed, get the model's name: from `from` on. */
function train(plan: Plan, from: number, remaining: number): Transition[] {
	const start = from + plan.queued;
	const end = start + remaining;
	const finished_at = Math.floor(end);
	const done = { ...plan.outcome, finished_at, estimated_finish: null };
	const { fine_tuned_model } = done;
	const late = plan.registering > 0;
	return [
		{ at: from, status: 'queued' },
		{
			at: start,
			status: 'running',
			patch: { ...plan.started, estimated_finish: finished_at },
		},
		{
			at: end,
			status: 'succeeded',
			patch: late ? { ...done, fine_tuned_model: null } : done,
		},
		...(late
			? [{ at: end + plan.registering, status: 'succeeded', patch: { fine_tuned_model } }]
			: []),
	];
}

/** The transitions that have happened by `now`. */
export function past(transitions: Transition[], now: number): Transition[] {
	const upcoming = transitions.findIndex((transition) => transition.at > now);
	return upcoming === -1 ? transitions : transitions.slice(0, upcoming);
}

/** The status at `now`; before a job's creation, its first one. */
export function statusAt(transitions: Transition[], now: number): string {
	return (past(transitions, now).at(-1) ?? transitions[0])?.status ?? 'created';
}

/** A job's object as it looked at `now`. */
export function jobAt(base: FineTuningJob, transitions: Transition[], now: number): FineTuningJob {
	const job = { ...base };
	for (const { status, patch } of past(transitions, now)) Object.assign(job, patch, { status });
	return job;
}

/** Seconds spent training by `now`, pauses left out. */
export function trainedSeconds(transitions: Transition[], now: number): number {
	return spans(transitions).reduce(
		(sum, { from, to }) => sum + Math.max(0, Math.min(to, now) - from),
		0,
	);
}

/** The moment at which a job has trained for so many seconds; undefined when it never does. */
export function momentOf(transitions: Transition[], trained: number): number | undefined {
	let left = trained;
	for (const { from, to } of spans(transitions)) {
		// Sums of fractions fall short by a hair; without this the last step would never come.
		if (left <= to - from + 1e-6) return Math.min(from + left, to);
		left -= to - from;
	}
	return undefined;
}

function spans(transitions: Transition[]): Array<{ from: number; to: number }> {
	return transitions.flatMap(({ at, status }, index) =>
		status === 'running' ? [{ from: at, to: transitions[index + 1]?.at ?? Infinity }] : [],
	);
}

/** Pauses a queued or running job at `now`; a running one takes `pausing` seconds to stop. */
export function pause(transitions: Transition[], pausing: number, now: number): Transition[] {
	const patch = { estimated_finish: null };
	const happened = past(transitions, now);
	return pausing > 0 && statusAt(transitions, now) === 'running'
		? [...happened, { at: now, status: 'pausing', patch }, { at: now + pausing, status: 'paused' }]
		: [...happened, { at: now, status: 'paused', patch }];
}

/** Resumes a paused job at `now`: it is queued again and trains on where it stopped. */
export function resume(transitions: Transition[], plan: Plan, now: number): Transition[] {
	const remaining = Math.max(0, plan.running - trainedSeconds(transitions, now));
	return [...past(transitions, now), ...train(plan, now, remaining)];
}

/** A job whose tokens are counted: it shows them once it has succeeded. */
export function withTokens(transitions: Transition[], trained_tokens: number): Transition[] {
	return transitions.map((transition) =>
		transition.patch?.trained_tokens === null
			? { ...transition, patch: { ...transition.patch, trained_tokens } }
			: transition,
	);
}

/** A job that does not succeed before `end`, whatever the plan was: it runs on until then. */
export function postpone(transitions: Transition[], end: number): Transition[] {
	const success = transitions.find(({ status }) => status === 'succeeded');
	if (!success || success.at >= end) return transitions;
	const later = end - success.at;
	const finish = Math.floor(end);
	return transitions.map((transition) => {
		const { at, patch } = transition;
		if (patch?.estimated_finish) {
			return { ...transition, patch: { ...patch, estimated_finish: finish } };
		}
		if (at < success.at) return transition;
		const moved = patch?.finished_at ? { ...patch, finished_at: finish } : patch;
		return { ...transition, at: at + later, patch: moved };
	});
}

/** Ends a job at `now` with a status given from outside. */
export function force(
	transitions: Transition[],
	now: number,
	status: string,
	patch: Partial<FineTuningJob>,
): Transition[] {
	return [...past(transitions, now), { at: now, status, patch }];
}

/** Cancels an unfinished job at `now`. */
export function cancel(transitions: Transition[], now: number): Transition[] {
	const patch = { finished_at: Math.floor(now), estimated_finish: null };
	return force(transitions, now, 'cancelled', patch);
}
