import { NodeApiError, NodeOperationError, type IDataObject, type JsonObject } from 'n8n-workflow';

import { CREATE_KEY, withCreateKey } from '../../../shared/createKey';
import type { Look, Recovery } from '../../../shared/transport/request';
import { mayStillRun } from '../../../shared/transport/retry';
import type { FineTuningJob } from '../../../shared/types';
import type { ItemRun } from '../operation';
import { begunIn, type Begun } from './begun';
import { originOf } from './createOrigin';
import { findCreated } from './findCreated';

/** A job, and whether it was found again instead of created by the call that returns it. */
export interface Created {
	job: FineTuningJob;
	recovered: boolean;
}

/** One item's create: the job comes into being once, however often it is tried. */
export interface CreateOnce {
	/**
	 * The job that an earlier try of this run made, or undefined when it is to be created.
	 * @throws NodeOperationError when it may exist and cannot be found
	 */
	earlier(): Promise<Created | undefined>;
	/** @throws NodeApiError; says so if the job may exist all the same */
	create(body: IDataObject): Promise<Created>;
}

/**
 * Prepares one item's create.
 * @param marked whether the user or the provider lets the job carry the key by which it is found
 * @param draft the body as far as it is known before files are uploaded
 */
export function createOnce(run: ItemRun, marked: boolean, draft: IDataObject): CreateOnce {
	const { context, connection, itemIndex } = run;
	const { key, runId } = originOf(context, itemIndex);
	const begun = begunIn(runId);
	const travels = marked && withCreateKey(draft, key) !== null;
	const trace = travels ? `${CREATE_KEY}: ${key}` : undefined;
	const found = (job: FineTuningJob): Created => {
		begun.set(itemIndex, { state: 'created', job });
		return { job, recovered: true };
	};
	return {
		async earlier() {
			const known = begun.get(itemIndex);
			if (!known) return undefined;
			if (known.state === 'created') return found(known.job);
			const look: Look<FineTuningJob> = travels
				? await findCreated(connection, key)
				: { state: 'unknown' };
			if (look.state === 'found') return found(look.value);
			if (look.state === 'absent' && !known.mayStillRun) return undefined;
			throw stillInDoubt(run, trace);
		},

		async create(body) {
			let recovered = false;
			let doubt: Begun | undefined;
			const recovery: Recovery = {
				repeat: 'ifAbsent',
				trace,
				async look() {
					const look = await findCreated(connection, key);
					recovered = look.state === 'found';
					return look;
				},
			};
			// Before it is sent: an execution that is stopped half-way leaves it in doubt.
			begun.set(itemIndex, { state: 'inDoubt', mayStillRun: true });
			try {
				const job = await connection.request<FineTuningJob>({
					method: 'POST',
					path: ['fine_tuning', 'jobs'],
					body: ((travels && withCreateKey(body, key)) || body) as IDataObject,
					action: 'create the job',
					creates: 'job',
					returnsObject: true,
					itemIndex,
					...(travels && { recovery }),
					onDoubt(outcome) {
						doubt = { state: 'inDoubt', mayStillRun: mayStillRun(outcome) };
					},
				});
				begun.set(itemIndex, { state: 'created', job });
				return { job, recovered };
			} catch (error) {
				if (doubt) begun.set(itemIndex, doubt);
				else begun.delete(itemIndex);
				throw new NodeApiError(context.getNode(), error as JsonObject);
			}
		},
	};
}

/** n8n runs the node again, and what the earlier try left can neither be found nor ruled out. */
function stillInDoubt({ context, itemIndex }: ItemRun, trace: string | undefined) {
	return new NodeOperationError(
		context.getNode(),
		'It is not known whether the job was created. An earlier try got no answer, and no second one was sent',
		{
			description: `Look with Job → Get Many, and run the workflow again if it is not there.${trace ? ` It would carry the metadata ${trace}.` : ''}`,
			itemIndex,
		},
	);
}
