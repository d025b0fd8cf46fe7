import type { IBinaryData } from 'n8n-workflow';

import { simplifyField } from '../../../shared/fields';
import { asText } from '../../../shared/text';
import type { Operation } from '../operation';
import { fileAction, fileIdField } from './fileAction';
import { fileOutput } from './fileOutput';

const TIMEOUT_MS = 10 * 60_000;

/** What n8n cannot tell from the name. */
const MIME_TYPES: Readonly<Record<string, string>> = { jsonl: 'application/jsonl' };

export const download: Operation = {
	value: 'download',
	name: 'Download',
	action: 'Download file',
	description:
		"Get a file's content as binary data, such as a training file or a job's result file",
	fields: [fileIdField, simplifyField],
	async executeWithBinary(run) {
		const file = await fileAction(run, 'GET');
		const name = asText(file.filename) || file.id;
		// Straight from the connection into n8n's store: no file is in memory as a whole.
		const data = await run.connection.request<IBinaryData>({
			method: 'GET',
			path: ['files', file.id, 'content'],
			action: 'download the file',
			subject: { kind: 'file', id: file.id },
			itemIndex: run.itemIndex,
			timeoutMs: TIMEOUT_MS,
			receive: async (body) =>
				await run.context.helpers.prepareBinaryData(body, name, mimeTypeOf(name)),
		});
		return [{ json: fileOutput(run, file), binary: { data } }];
	},
};

function mimeTypeOf(name: string): string | undefined {
	return MIME_TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''];
}
