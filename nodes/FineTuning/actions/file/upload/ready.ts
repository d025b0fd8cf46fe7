import { NodeOperationError } from 'n8n-workflow';

import type { TrainingFile } from '../../../../shared/domain/file';
import { cancelled, waitUntil } from '../../../../shared/execution';
import type { ItemRun } from '../../operation';

const FIRST_PAUSE_MS = 500;
const LONGEST_PAUSE_MS = 10_000;
const LONGEST_WAIT_MS = 10 * 60_000;

/**
 * The file once the provider has processed it, at most ten minutes later.
 * @throws NodeOperationError when the provider refuses it, or takes longer
 */
export async function untilReady(
	{ api, context }: ItemRun,
	uploaded: TrainingFile,
): Promise<TrainingFile> {
	const { id } = uploaded;
	const fail = (message: string, description: string) =>
		new NodeOperationError(context.getNode(), message, { description });
	const deadline = performance.now() + LONGEST_WAIT_MS;
	let file = uploaded;
	for (let pause = FIRST_PAUSE_MS; ; pause = Math.min(pause * 1.5, LONGEST_PAUSE_MS)) {
		if (file.state === 'ready') return file;
		if (file.state === 'refused') {
			throw fail(
				`The provider refused file ${id}${file.statusDetails ? `: ${file.statusDetails}` : ''}`,
				'Correct the file and upload it again.',
			);
		}
		if (performance.now() >= deadline) {
			throw fail(
				`File ${id} is not processed after 10 minutes`,
				'It may become ready later: check it with File → Get before you use it.',
			);
		}
		const next = performance.now() + pause;
		await waitUntil(context, () => next);
		if (cancelled(context)) {
			throw fail(`Stopped waiting for file ${id}`, 'The execution was cancelled.');
		}
		file = await api.files.get(id);
	}
}
