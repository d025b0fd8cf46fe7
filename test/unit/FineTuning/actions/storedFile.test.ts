import type { IExecuteFunctions } from 'n8n-workflow';

import { storedFile } from '../../../../nodes/FineTuning/actions/storedFile';

const MB = 1024 * 1024;

/** n8n, with a file of so many bytes, and whether it was asked to hand it over. */
function n8nWith(bytes: number) {
	const asked: string[] = [];
	const context = {
		getNode: () => ({ name: 'Upload' }),
		helpers: {
			getBinaryMetadata: async () => ({ fileSize: bytes }),
			getBinaryStream: async (id: string) => void asked.push(id),
		},
	} as unknown as Pick<IExecuteFunctions, 'helpers' | 'getNode'>;
	return { context, asked };
}

// With and without the size in the item; whoever reads a file, for checking or for uploading it, opens it so.
test.each<[string, number, number | undefined, boolean]>([
	['database:1', 256 * MB, 256 * MB, true],
	['database:1', 256 * MB + 1, 256 * MB + 1, false],
	['database:1', 300 * MB, undefined, false],
	['filesystem-v2:1', 300 * MB, 300 * MB, true],
	['s3:1', 300 * MB, undefined, true],
])('%s with %d bytes (%p in the item) is handed over: %p', async (id, size, bytes, opened) => {
	const { context, asked } = n8nWith(size);
	const file = storedFile(context, { id, bytes, data: '', mimeType: '' });
	const opening = file?.open(1);
	if (opened) await opening;
	else await expect(opening).rejects.toThrow(/n8n cannot read more than 256 MB from its database$/);
	expect(asked).toEqual(opened ? [id] : []);
});
