import { NodeApiError, NodeOperationError, type JsonObject } from 'n8n-workflow';

import type { Created, JobCreation } from '../../../../shared/api/createJob';
import type { Job } from '../../../../shared/domain/job';
import type { JobRequest } from '../../../../shared/domain/jobRequest';
import { uploadFile } from '../../file/upload/uploadFile';
import { untilReady } from '../../file/upload/ready';
import type { ItemRun } from '../../operation';
import { begunAnywhere, memoryOf } from './begun';
import { originOf } from './origin';

/** One item's create: the job comes into being once, however often it is tried. */
export interface CreateOnce {
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
 * @param keyed whether the user or the provider lets the job carry the key by which it is found
 * @param given the user's own idempotency key; empty for none
 * @param draft the request as far as it is known before files are uploaded
 * @throws NodeOperationError for what is wrong with the request
 */
export function createOnce(
	run: ItemRun,
	keyed: boolean,
	given: string,
	draft: JobRequest,
): CreateOnce {
	const { context, itemIndex, api } = run;
	const { account } = api;
	const { key, runId, executionId, mayRepeat } = originOf(context, itemIndex, draft, {
		given,
		account,
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
	if (given !== '' && !drafted.keyed) throw noRoomForKey(run);
	return {
		async earlier() {
			const begun = creates.get(key) ?? (mayRepeat ? begunAnywhere(runId, key) : undefined);
			if (begun?.state === 'created') return found(begun.job);
			if (begun) {
				const probe = await drafted.find();
				if (probe.state === 'found') return found(probe.value);
				if (probe.state === 'absent' && !begun.mayStillRun) return undefined;
				throw stillAmbiguous(run, drafted.sign);
			}
			if (!mayRepeat || !drafted.keyed) return undefined;
			const job = await drafted.lookUp();
			return job && found(job);
		},

		async upload(property) {
			const upload = `${key} ${property}`;
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
			creates.set(key, { state: 'ambiguous', mayStillRun: true });
			try {
				const created = await creation.create((running) => (mayStillRun = running));
				creates.set(key, { state: 'created', job: created.job });
				return created;
			} catch (error) {
				if (mayStillRun === undefined) creates.delete(key);
				else creates.set(key, { state: 'ambiguous', mayStillRun });
				throw new NodeApiError(context.getNode(), error as JsonObject);
			}
		},
	};
}

function noRoomForKey({ context, api }: ItemRun) {
	return new NodeOperationError(
		context.getNode(),
		"The job has no room for the 'Idempotency Key'",
		{
			description: `It travels in the job's metadata, which takes 16 pairs and is not known to every provider (here: ${api.provider.displayName}). Remove a pair, or the key.`,
		},
	);
}

/** n8n runs the node again, and what the earlier try left can neither be found nor ruled out. */
function stillAmbiguous({ context }: ItemRun, sign: string | undefined) {
	return new NodeOperationError(
		context.getNode(),
		'It is not known whether the job was created. An earlier try got no answer, and no second one was sent',
		{
			description: [
				'Check with Job → Get Many, and run the workflow again if it is not there.',
				sign,
			]
				.filter(Boolean)
				.join(' '),
		},
	);
}
