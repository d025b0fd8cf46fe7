import { eventsAt } from '../events';
import { isTerminal, statusAt } from '../life';
import type { JobRecord } from '../store';
import type { JobEvent } from '../types';
import type { Json } from '../json';

/** What LocalAI has written down of a job, which need not be how things are. */
export interface LocalAiState {
	status: string;
	message: string;
	/** How many of the trainer's updates somebody has read. */
	told: number;
	/** Until when a reader who went away would still take an update; unix seconds. */
	losesUntil: number | null;
	/** The request that created it. */
	request: Json;
	export: Export | null;
	/** The names of all models that were exported of it. */
	exported?: string[];
	/** Its models whose class somebody has told: the others cannot answer. */
	answering?: string[];
}

/** The export of a job's model, the last one. */
export interface Export {
	name: string;
	path: string;
	format: string;
	base: string;
	/** When it is done. */
	at: number;
	status: 'exporting' | 'completed' | 'failed';
	message: string;
}

/** One thing that the trainer says of a job. */
export interface Update {
	at: number;
	status: string;
	message?: string;
	figures?: Record<string, unknown>;
	checkpointStep?: number;
}

const WORDS: Record<string, string> = {
	validating_files: 'queued',
	queued: 'queued',
	running: 'training',
	succeeded: 'completed',
	failed: 'failed',
	cancelled: 'stopped',
};

const FINAL = new Set(['completed', 'failed', 'stopped']);

export function isFinal(status: string): boolean {
	return FINAL.has(status);
}

/** Everything that the trainer has said of a job by now, oldest first. */
export function updatesAt(record: JobRecord, now: number): Update[] {
	return eventsAt(record, now)
		.reverse()
		.flatMap((event) => updateOf(event, record));
}

function updateOf(event: JobEvent, { base }: JobRecord): Update[] {
	const { created_at: at, level, message, type, data } = event;
	if (type === 'metrics') return [{ at, status: 'training', figures: data ?? {} }];
	const step = Number(/^Checkpoint created at step (\d+)$/.exec(message)?.[1]);
	if (step) {
		const told = `Checkpoint saved at step ${step}`;
		return [{ at, status: 'saving', message: told, checkpointStep: step }];
	}
	if (level === 'error') return [{ at, status: 'failed', message }];
	const said: Record<string, [status: string, message: string]> = {
		[`Created fine-tuning job: ${base.id}`]: ['loading_model', `Loading model ${base.model}`],
		'Files validated, moving job to queued state': ['loading_dataset', 'Loading dataset'],
		'Fine-tuning job started': ['training', 'Training started'],
		'The job has successfully completed': ['completed', 'Training completed'],
	};
	const [status, words] = said[message] ?? [];
	return status === undefined ? [] : [{ at, status, message: words }];
}

/**
 * What is written down of a job. One that was put in from outside begins with its status; one that is stopped from
 * outside, or gets a status that only others know, has it at once.
 */
export function stateOf(record: JobRecord, now: number): LocalAiState {
	const current = statusAt(record.transitions, now);
	const first = record.transitions[0];
	const state = (record.localAi ??= {
		status: WORDS[first?.status ?? ''] ?? first?.status ?? 'queued',
		message: '',
		told: updatesAt(record, first?.at ?? now).length,
		losesUntil: null,
		request: {},
		export: null,
	});
	if (!isFinal(state.status) && (current === 'cancelled' || !(current in WORDS))) {
		state.status = WORDS[current] ?? current;
	}
	forget(record, state, now);
	return state;
}

/** What came while nobody was there any more, though somebody still was. */
function forget(record: JobRecord, state: LocalAiState, now: number): void {
	if (state.losesUntil === null) return;
	const next = updatesAt(record, now)[state.told];
	if (next && next.at <= state.losesUntil) state.told += 1;
	if (next || now > state.losesUntil) state.losesUntil = null;
}

/** The trainer's next word, which it says once: it moves what is written down. */
export function takeUpdate(record: JobRecord, now: number): Update | undefined {
	const state = stateOf(record, now);
	const update = updatesAt(record, now)[state.told];
	if (!update) return undefined;
	state.told += 1;
	if (!isFinal(state.status)) state.status = update.status;
	if (update.message) state.message = update.message;
	return update;
}

/** Whether the trainer has nothing more to say. */
export function isOver(record: JobRecord, now: number): boolean {
	return isTerminal(statusAt(record.transitions, now));
}

/** What a restart makes of jobs and exports that were under way. */
export function afterRestart(record: JobRecord, now: number): void {
	const state = stateOf(record, now);
	if (!isFinal(state.status)) {
		state.status = 'stopped';
		state.message = 'Server restarted while job was running';
	}
	if (state.export?.status === 'exporting') {
		state.export.status = 'failed';
		state.export.message = 'Server restarted while export was running';
	}
}
