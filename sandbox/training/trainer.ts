/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { stat } from 'node:fs/promises';
import type { Blobs } from '../blobs';
import type { Clock } from '../clock';
import { force, isTerminal, past, postpone, statusAt, withTokens } from '../life';
import type { JobRecord, Store } from '../store';
import type { TextModel } from './model';
import type { CountingResult, TrainingResult } from './tasks';
import { inThread } from './thread';

/** Trainings of at most so many bytes times epochs are waited for: they take some hundred milliseconds. */
const SHORT = 1_000_000;
/** Jobs that run so many seconds from now are trained: an answer may take a moment. */
const AHEAD = 1;
/** The end of a job that is not trained yet is always so many seconds away. */
const LATER = 2;
/** Models that are kept; others are trained anew when they are asked, and come out the same. */
const KEPT = 8;

/** Has jobs trained in another thread when the clock says that they run. */
export class Trainer {
	private readonly closing = new AbortController();
	private readonly underWay = new Map<JobRecord, Promise<void>>();
	private readonly models = new Map<string, TextModel>();

	constructor(
		private readonly clock: Clock,
		private readonly store: Store,
		private readonly blobs: Blobs,
	) {}

	/**
	 * Sees to it that what the clock says is true: a job that runs is trained, at once if that is short, else
	 * in the background; one that is not trained in time ends later; one that cannot be trained fails.
	 */
	async keepUp(): Promise<void> {
		const now = this.clock.now();
		const due = this.store
			.unsettled()
			.filter(
				({ figures, plan, transitions }) =>
					plan &&
					figures === undefined &&
					past(transitions, now + AHEAD).some(({ status }) => status === 'running'),
			);
		await Promise.all(due.map(async (record) => await this.start(record)));
		const end = this.clock.now() + LATER;
		for (const record of this.underWay.keys()) {
			record.transitions = postpone(record.transitions, end);
		}
	}

	/** The weights of a job's model after a step; null where training is simulated. */
	async model({ base, plan }: JobRecord, step: number): Promise<TextModel | null> {
		if (!plan?.recipe) return null;
		const name = modelName(base.id, step);
		const model = this.models.get(name) ?? (await this.train(base, plan, step)).trained?.model;
		if (model) this.keep(name, model);
		return model ?? null;
	}

	/** Tokens of what was asked and answered. */
	async count(model: string, messages: unknown[], answer: string): Promise<CountingResult> {
		return await inThread({ kind: 'count', model, messages, answer }, this.closing.signal);
	}

	/** Drops what is not done yet. */
	close(): void {
		this.closing.abort();
	}

	/** Resolves when the training is done, or under way if it is a long one. */
	private async start(record: JobRecord): Promise<void> {
		const { base, plan } = record;
		if (!plan) return;
		const training =
			this.underWay.get(record) ?? this.finish(record).finally(() => this.underWay.delete(record));
		this.underWay.set(record, training);
		const size = await stat(this.blobs.path(base.training_file)).catch(() => ({ size: 0 }));
		if (size.size * plan.epochs <= SHORT) await training;
	}

	private async finish(record: JobRecord): Promise<void> {
		const { base, plan } = record;
		if (!plan) return;
		const last = plan.epochs * plan.stepsPerEpoch;
		try {
			const { tokens, trained } = await this.train(base, plan, last);
			const outcome = { ...plan.outcome, trained_tokens: tokens * plan.epochs };
			record.plan = { ...plan, outcome };
			record.transitions = withTokens(record.transitions, outcome.trained_tokens);
			record.figures = null;
			if (!trained) return;
			const { model, ...figures } = trained;
			record.figures = figures;
			this.keep(modelName(base.id, last), model);
		} catch (error) {
			if (this.closing.signal.aborted) return;
			const reason = error instanceof Error ? error.message : String(error);
			this.fail(record, `The sandbox could not train this job: ${reason}`);
		}
	}

	private async train(
		base: JobRecord['base'],
		plan: NonNullable<JobRecord['plan']>,
		last: number,
	): Promise<TrainingResult> {
		const { recipe } = plan;
		const validation = base.validation_file;
		return await inThread(
			{
				kind: 'train',
				model: base.model,
				training: this.blobs.path(base.training_file),
				validation: validation === null ? null : this.blobs.path(validation),
				recipe,
				last,
			},
			this.closing.signal,
		);
	}

	private fail(record: JobRecord, message: string): void {
		record.figures = null;
		const now = this.clock.now();
		// By the clock it may have succeeded meanwhile; it has not.
		const before = record.transitions.filter(({ status }) => status !== 'succeeded');
		if (isTerminal(statusAt(before, now))) return;
		const error = { code: 'server_error', message, param: null };
		const patch = { error, finished_at: Math.floor(now), estimated_finish: null };
		record.transitions = force(before, now, 'failed', patch);
	}

	private keep(name: string, model: TextModel): void {
		this.models.delete(name);
		this.models.set(name, model);
		const [oldest] = this.models.keys();
		if (this.models.size > KEPT && oldest !== undefined) this.models.delete(oldest);
	}
}

function modelName(jobId: string, step: number): string {
	return `${jobId}/${step}`;
}
