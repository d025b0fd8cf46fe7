import { createHash } from 'node:crypto';
import { NodeApiError, NodeOperationError, type JsonObject } from 'n8n-workflow';

import type { Created, JobCreation } from '../../../../shared/api/jobCreation';
import type { Job } from '../../../../shared/domain/job';
import type { JobRequest } from '../../../../shared/domain/jobRequest';
import { warn } from '../../../../shared/execution';
import { uploadFile } from '../../file/upload/uploadFile';
import { untilReady } from '../../file/upload/ready';
import type { ItemRun } from '../../operation';
import { begunAnywhere, memoryOf } from './begun';
import { knowsRetries, originOf, retryWarning } from './origin';

/** One item's create: the job comes into being once, however often it is tried. */
export interface CreateOnce {
	/** By what the create is known in this process. */
	name: string;
	/**
	 * The job that an earlier try made, or undefined when it is to be created.
	 * @throws NodeOperationError when it may exist and cannot be found
	 */
	earlier(): Promise<Created | undefined>;
	/** Uploads a field's file, once for all tries in this process. @returns its ID */
	upload(property: string): Promise<string>;
	/** @throws NodeApiError; says so if the job may exist all the same */
	create(request: JobRequest): Promise<Created>;
}

/**
 * Prepares one item's create.
 * @param keyed whether the user or the provider lets the job carry the key by which it is found; `wanted`: whether
 * the user asked for it; `given`: the user's own key, empty for none
 * @param draft the request as far as it is known before files are uploaded
 * @throws NodeOperationError for what is wrong with the request
 */
export function createOnce(
	run: ItemRun,
	{ keyed, wanted, given }: { keyed: boolean; wanted: boolean; given: string },
	draft: JobRequest,
): CreateOnce {
	const { context, itemIndex, api } = run;
	const { key, runId, executionId, mayRepeat } = originOf(context, itemIndex, draft, {
		given,
		account: api.account,
		keyHash: api.keyHash,
	});
	const { creates, uploads } = memoryOf(runId, executionId);
	const prepare = (request: JobRequest): JobCreation => {
		const prepared = api.jobs.prepare(request, keyed ? key : undefined);
		if (prepared.ok) return prepared.value;
		throw new NodeOperationError(context.getNode(), prepared.problem, {
			description: prepared.advice,
		});
	};
	const found = (job: Job): Created => {
		creates.set(key, { state: 'created', job });
		return { job, recovered: true };
	};
	const longest = api.provider.jobs.idempotency?.longestKey ?? 0;
	if (keyed && [...given].length > longest) {
		throw new NodeOperationError(
			context.getNode(),
			`'Idempotency Key' is ${[...given].length} characters long`,
			{ description: `It may have up to ${longest}.` },
		);
	}
	const drafted = prepare(draft);
	if (wanted && !drafted.keyed) throw noRoomForKey(run);
	const warning = retryWarning(knowsRetries(context), given);
	// Once for all items.
	if (warning !== undefined && itemIndex === 0) warn(context, warning);
	return {
		name: `${runId} ${key}`,

		async earlier() {
			const own = creates.get(key);
			const begun = own ?? (mayRepeat ? begunAnywhere(runId, key) : undefined);
			if (begun?.state === 'created') {
				// Of another execution's job, the world has gone on since.
				return found(own ? begun.job : ((await api.jobs.find(begun.job.id)) ?? begun.job));
			}
			if (begun) {
				const probe = await drafted.find();
				if (probe.state === 'found') return found(probe.value);
				const harmless = drafted.repeatable || !begun.mayStillRun;
				if (probe.state === 'absent' && harmless) return undefined;
				throw stillAmbiguous(run, [begun.words, drafted.sign]);
			}
			if (!mayRepeat || !drafted.keyed) return undefined;
			const probe = await drafted.lookUp();
			if (probe.state === 'unknown') throw cannotBeRuledOut(run);
			return probe.state === 'found' ? found(probe.value) : undefined;
		},

		async upload(property) {
			const upload = `${key} ${contentOf(run, property)}`;
			const known = uploads.get(upload);
			const before = known === undefined ? null : await api.files.find(known);
			if (before && before.state !== 'refused') {
				run.leftBehind.push(`file ${before.id}`);
				return (await untilReady(run, before)).id;
			}
			const file = await uploadFile(run, property);
			uploads.set(upload, file.id);
			return (await untilReady(run, file)).id;
		},

		async create(request) {
			const creation = prepare(request);
			let mayStillRun: boolean | undefined;
			// Before it is sent: the outcome of an execution that is stopped half-way is ambiguous.
			creates.set(key, { state: 'ambiguous', mayStillRun: true, words: '' });
			try {
				const created = await creation.create((running) => (mayStillRun = running));
				creates.set(key, { state: 'created', job: created.job });
				return created;
			} catch (error) {
				const words = error instanceof Error ? `The first try said: ${error.message}` : '';
				if (mayStillRun === undefined) {
					creates.delete(key);
					throw await api.jobs.refused(request.model, error);
				}
				creates.set(key, { state: 'ambiguous', mayStillRun, words });
				throw new NodeApiError(context.getNode(), error as JsonObject);
			}
		},
	};
}

/** Which bytes of an item are uploaded: another node or run may bring others under the same name. */
function contentOf({ context, itemIndex }: ItemRun, property: string): string {
	const { id, data, fileName } = context.helpers.assertBinaryData(itemIndex, property);
	const content = id ?? createHash('sha256').update(data).digest('hex');
	return JSON.stringify([property, fileName, content]);
}

function noRoomForKey({ context, api }: ItemRun) {
	const { displayName, jobs } = api.provider;
	return new NodeOperationError(context.getNode(), 'The job has no room for a key', {
		description:
			jobs.idempotency?.place?.noRoom ??
			`An Idempotency Key, and the one of Prevent Duplicates, travel in the job's metadata, which takes 16 pairs and is not known to every provider (here: ${displayName}). Remove a pair, or the option.`,
	});
}

/** n8n runs the node again, and what the earlier try left can neither be found nor ruled out. */
function stillAmbiguous({ context }: ItemRun, more: ReadonlyArray<string | undefined>) {
	return new NodeOperationError(
		context.getNode(),
		'It is not known whether the job was created by an earlier try, and no second one was sent',
		{
			description: [
				'Check with Job → Get Many, and run the workflow again if it is not there.',
				...more,
			]
				.filter(Boolean)
				.join(' '),
		},
	);
}

function cannotBeRuledOut({ context }: ItemRun) {
	return new NodeOperationError(
		context.getNode(),
		'It is not known whether a job with this key exists: the list of jobs holds some that cannot be read',
		{
			description:
				'Nothing was created. Check with Job → Get Many; if the job is not there, run the workflow without the key.',
		},
	);
}
