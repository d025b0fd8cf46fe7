import { NodeOperationError } from 'n8n-workflow';

import type { Provider } from '../../../shared/providers';
import { cancelled, waitUntil } from '../../../shared/transport/wait';
import type { ApiFile } from '../../../shared/types';
import type { ItemRun } from '../operation';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const LONGEST_WAIT_MS = 10 * 60_000;

/**
 * Whether a job can be created on a file. `uploaded` is the last status of some providers, and the first
 * of those that process files; statuses nobody knows are waited out.
 */
export function readiness(
	{ status }: Pick<ApiFile, 'status'>,
	{ processesFiles }: Pick<Provider, 'processesFiles'>,
): 'ready' | 'refused' | 'wait' {
	switch (status?.toLowerCase()) {
		case 'processed':
		case 'succeeded':
			return 'ready';
		case 'error':
		case 'failed':
		case 'deleted':
			return 'refused';
		case undefined:
		case 'uploaded':
			return processesFiles ? 'wait' : 'ready';
		default:
			return 'wait';
	}
}

/**
 * The file once the provider has processed it, at most ten minutes later.
 * @throws NodeOperationError when the provider refuses it, or takes longer
 */
export async function untilReady(run: ItemRun, uploaded: ApiFile): Promise<ApiFile> {
	const { connection, context, itemIndex } = run;
	const { id } = uploaded;
	const fail = (message: string, description: string) =>
		new NodeOperationError(context.getNode(), message, { description, itemIndex });
	const deadline = Date.now() + LONGEST_WAIT_MS;
	let file = uploaded;
	for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
		const state = readiness(file, connection.provider);
		if (state === 'ready') return file;
		if (state === 'refused') {
			throw fail(
				`The provider refused file ${id}${file.status_details ? `: ${file.status_details}` : ''}`,
				'Correct the file and upload it again.',
			);
		}
		if (Date.now() >= deadline) {
			throw fail(
				`File ${id} is not processed after 10 minutes`,
				'It may become ready later: look with File → Get before you use it.',
			);
		}
		const next = Date.now() + pause;
		await waitUntil(connection, () => next);
		if (cancelled(connection)) {
			throw fail(`Stopped waiting for file ${id}`, 'The execution was cancelled.');
		}
		file = await connection.request<ApiFile>({
			method: 'GET',
			path: ['files', id],
			action: 'get the file',
			subject: { kind: 'file', id },
			itemIndex,
		});
	}
}
