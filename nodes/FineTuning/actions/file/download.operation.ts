import { fileOutput } from '../../../shared/domain/file';
import { simplifyField } from '../../../shared/fields';
import type { Operation } from '../operation';
import { wantsSimplified } from '../parameters';
import { fileId, fileIdField } from './fields';

/** What n8n cannot tell from the name. */
const MIME_TYPES: Readonly<Record<string, string>> = { jsonl: 'application/jsonl' };

export const download: Operation = {
	value: 'download',
	name: 'Download',
	action: 'Download file',
	description:
		"Get a file's content as binary data, such as a training file or a job's result file",
	large: true,
	fields: [fileIdField, simplifyField],
	async execute(run) {
		run.api.require((provider) => provider.files?.content, 'give back files');
		const file = await run.api.files.get(fileId(run));
		const name = file.name ?? file.id;
		// Straight from the connection into n8n's store: no file is in memory as a whole.
		const data = await run.api.files.download(
			file.id,
			'download the file',
			async (body) => await run.context.helpers.prepareBinaryData(body, name, mimeTypeOf(name)),
		);
		return [{ json: fileOutput(file, wantsSimplified(run)), binary: { data } }];
	},
};

function mimeTypeOf(name: string): string | undefined {
	return MIME_TYPES[name.split('.').at(-1)?.toLowerCase() ?? ''];
}
