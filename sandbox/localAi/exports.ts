import type { Context } from '../context';
import { isJson } from '../json';
import type { JobRecord } from '../store';
import { PlainError } from './errors';
import { stateOf, type Export } from './state';
import { checkpointsView, outputOf } from './view';

/** Seconds, at speed 1, that an export takes, and for which the final model is still written after the end. */
const EXPORTING = 5;
const SAVING = 2;

/** Begins an export. @throws PlainError 500 for a second one at the same time, and for a name that is taken */
export function beginExport({ clock, speed, store }: Context, record: JobRecord, body: unknown) {
	if (!isJson(body)) throw new PlainError(400, 'Invalid request: code=400');
	const now = clock.now();
	const state = stateOf(record, now);
	const { id, model } = record.base;
	if (state.export?.status === 'exporting') {
		throw new PlainError(500, `export already in progress for job ${id}`);
	}
	const base = model.replace(/[^a-zA-Z0-9-]+/g, '-').toLowerCase();
	const name = String(body.name ?? '') || `${base}-ft-${id.slice(0, 8)}`;
	if (store.models.has(name)) {
		throw new PlainError(500, `model "${name}" already exists, choose a different name`);
	}
	state.export = {
		name,
		path: String(body.checkpoint_path ?? ''),
		format: String(body.export_format ?? ''),
		base: String(body.model ?? ''),
		at: now + EXPORTING / speed,
		status: 'exporting',
		message: 'Running model export (merging and converting — this may take a while)...',
	};
	return name;
}

/** Ends the exports that are done by now. */
export function settleExports({ clock, speed, store }: Context): void {
	const now = clock.now();
	for (const record of store.byAge) {
		const one = record.localAi?.export;
		if (one?.status !== 'exporting' || one.at > now) continue;
		const problem = exportProblem(record, one, speed);
		one.status = problem === null ? 'completed' : 'failed';
		one.message = problem === null ? '' : `export failed: ${problem}`;
		if (problem !== null) continue;
		const created = Math.floor(one.at);
		if (record.localAi) record.localAi.exported = [...(record.localAi.exported ?? []), one.name];
		store.models.set(one.name, { object: 'model', id: one.name, created, owned_by: 'local' });
		if (record.plan) record.plan.outcome.fine_tuned_model = one.name;
	}
}

function exportProblem(
	record: JobRecord,
	{ at, base, format, path }: Export,
	speed: number,
): string | null {
	const paths = checkpointsView(record, at)?.map((one) => one.path) ?? [];
	const ended = record.transitions.find(({ status }) => status === 'succeeded')?.at ?? Infinity;
	const isFinalModel = path === outputOf(record);
	if (!paths.includes(path) && !isFinalModel) return `Checkpoint not found: ${path}`;
	const full = record.localAi?.request.training_type === 'full';
	const unwritten = isFinalModel && at - EXPORTING / speed < ended + SAVING / speed;
	if (format === 'lora') return null;
	if (format !== 'merged_16bit' && format !== 'merged_4bit') {
		return `Unsupported export format: ${format}`;
	}
	if (base === '') return 'Base model name required for merge export';
	return full || unwritten ? `Export failed: Can't find 'adapter_config.json' at '${path}'` : null;
}
