import type { IDataObject } from 'n8n-workflow';

import type { Job } from '../../domain/job';
import type { Exchange } from '../../http';
import type { Problem } from '../../result';
import { isRecord } from '../../text';
import { textOf } from '../openAiProtocol/readers';
import type { DeployPart, DeployStep } from '../protocol';
import { readJob } from './readers';
import { jobPath, modelConfigPath } from './wire';

/** One export of a job's checkpoint as a model. */
interface Export {
	job: Job;
	/** By which the model is asked. */
	name: string;
	/** How often it may be begun again. */
	retries: number;
	/** Whether the export that goes on is this one, and not one that was begun before. */
	isOwn: boolean;
	/** Whether the name was made here, which tells job and checkpoint. */
	isMade: boolean;
	/** Whether a model of the job with this name is of this checkpoint, whoever has exported it. */
	isSure: boolean;
	body: IDataObject;
}

/**
 * A trained model answers once LocalAI has exported it to its own models. Exported is the last checkpoint, which is
 * whole when the training ends, and not the final model, which is written only after that has been told.
 * Source: https://github.com/mudler/LocalAI, core/services/finetune/service.go (ExportModel)
 */
export const deploy: DeployPart = {
	checkpoints: 'needed',
	takes: ['name'],
	begin(job, { checkpoint, isChosen, name }) {
		if (name !== undefined && !/^[\w-][\w.-]*$/.test(name)) {
			return {
				ok: false,
				problem: `'Name' is '${name}'`,
				advice: "LocalAI's models are named by letters, digits, dots, dashes and underscores.",
			};
		}
		const path = checkpoint?.id ?? '';
		const chosen = name ?? defaultName(job, checkpoint?.step ?? null);
		const isMade = name === undefined;
		const isSure = isMade || !isChosen;
		if (job.fineTunedModel === chosen) {
			return isSure ? { ok: true, value: exported(chosen) } : { ok: false, ...unsureOf(chosen) };
		}
		const body = { name: chosen, checkpoint_path: path, ...formatOf(job) };
		const first: Export = { job, name: chosen, retries: 3, isOwn: true, isMade, isSure, body };
		const another = { ...first, isOwn: false };
		const busy = job.raw.export_status === 'exporting';
		return { ok: true, value: busy ? pending(another, look(another)) : begun(first) };
	},
};

/**
 * A LoRA adapter is merged into its base model, which needs nothing but the trainer itself and runs on a CPU. What
 * LocalAI calls an export of an adapter copies the files as they are: that is right for a model trained in full.
 */
function formatOf({ model, raw }: Job): IDataObject {
	return raw.training_type === 'full'
		? { export_format: 'lora' }
		: { export_format: 'merged_16bit', model };
}

/** As LocalAI names a model, with the suffix and the step: `qwen-qwen2-5-tickets-ft-0a1b2c3d-step-30`. */
function defaultName({ id, model, suffix }: Job, step: number | null): string {
	const base = [model.split('/').filter(Boolean).at(-1) ?? '', suffix ?? '']
		.map((part) => part.toLowerCase().replace(/[^a-z0-9]+/g, '-'))
		.map((part) => part.replace(/^-|-$/g, ''))
		.filter(Boolean)
		.join('-');
	return `${base || 'model'}-ft-${id.slice(0, 8)}${step === null ? '' : `-step-${step}`}`;
}

/** A job tells the name of its last export, and not what was exported. */
function unsureOf(name: string): Problem {
	return {
		problem: `Model ${name} is there already, and LocalAI does not tell of which checkpoint`,
		advice:
			"Enter another name, or remove 'Name': a name that is made says which checkpoint it is of.",
	};
}

function begun(one: Export): DeployStep {
	return { state: 'next', creates: true, call: exportCall(one) };
}

function exportCall(one: Export): Exchange<DeployStep> {
	return {
		method: 'POST',
		...jobPath(one.job.id, 'export'),
		body: one.body,
		// Of what is refused in words, nothing was begun.
		refusal(answer, status) {
			if (status !== 500 || !isRecord(answer) || textOf(answer.error) === null) return null;
			return isThere(one, answer) || isBusy(answer) ? 200 : 400;
		},
		read(answer) {
			if (isThere(one, answer)) return exported(one.name);
			if (isBusy(answer)) {
				const another = { ...one, isOwn: false };
				return pending(another, look(another));
			}
			const name = isRecord(answer) ? textOf(answer.model_name) : null;
			if (name === null) return null;
			const told = { ...one, name };
			return pending(told, look(told));
		},
	};
}

/** An earlier export, which the job has forgotten over another: a model is there once it is whole. */
function isThere({ isMade }: Export, answer: unknown): boolean {
	return isMade && isRecord(answer) && /already exists/i.test(textOf(answer.error) ?? '');
}

/** One whose answer was lost, or another's that began a moment before. */
function isBusy(answer: unknown): boolean {
	return isRecord(answer) && /already in progress/i.test(textOf(answer.error) ?? '');
}

function look(one: Export): Exchange<DeployStep> {
	return {
		method: 'GET',
		...jobPath(one.job.id),
		read(answer) {
			const job = readJob(answer);
			return job && stepOf(one, job);
		},
	};
}

/** The files of a checkpoint that are written at this moment. */
const NOT_YET_THERE = /checkpoint not found|adapter_config\.json|no such file/i;

function stepOf(one: Export, { raw, fineTunedModel }: Job): DeployStep {
	if (raw.export_status === 'exporting') return pending(one, look(one));
	// A job keeps its last export only: where that is another's, one's own has ended before, and is asked next.
	if (one.isOwn && fineTunedModel !== null) return exported(one.name);
	if (fineTunedModel === one.name && one.isSure) return exported(one.name);
	if (!one.isOwn) return begun({ ...one, isOwn: true });
	const reason = textOf(raw.export_message) ?? 'it gives no reason';
	if (one.retries > 0 && NOT_YET_THERE.test(reason)) {
		return pending(one, exportCall({ ...one, retries: one.retries - 1 }));
	}
	return {
		state: 'failed',
		problem: `LocalAI could not export the model of job ${one.job.id}: ${reason}`,
		advice: /outside the allowed directory/i.test(reason)
			? 'Set LOCALAI_OUTPUT_DIR of LocalAI to the folder of its models, restart it, and deploy again.'
			: 'Correct what it names and deploy again. The log of LocalAI tells more.',
	};
}

/** The class by which a language model is loaded so that it can answer. */
const ANSWERING = 'AutoModelForCausalLM';

/**
 * What LocalAI writes down of an exported model leaves its class out, and then the model is loaded without the part
 * that writes: every question ends in an error. Told twice it does no harm.
 * Source: https://github.com/mudler/LocalAI, core/gallery/importers/local.go, backend/python/transformers/backend.py
 */
function exported(model: string): DeployStep {
	return {
		state: 'next',
		call: {
			method: 'PATCH',
			...modelConfigPath(model),
			body: { type: ANSWERING },
			// Whether it is needed, and was to no avail, the model itself tells: others may know the class, or set it.
			refusal: (_, status) => (KEPT_FROM.has(status) ? 200 : null),
			read: () => ({ state: 'ready', deployment: deploymentOf(model) }),
		},
	};
}

/** For those who are no administrators, for servers without such a call, and for what cannot be changed. */
const KEPT_FROM: ReadonlySet<number> = new Set([400, 401, 403, 404, 405, 409, 500]);

function pending({ name }: Export, call: Exchange<DeployStep>): DeployStep {
	return { state: 'pending', deployment: deploymentOf(name), call };
}

function deploymentOf(model: string) {
	const note = "It takes room on LocalAI's disk until you delete it or its job there.";
	return { model, id: null, note };
}
