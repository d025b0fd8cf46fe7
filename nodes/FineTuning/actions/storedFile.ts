import type { IBinaryData, IExecuteFunctions } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { ByteStream } from '../../shared/stream';
import { shortened } from '../../shared/text';

const MB = 1024 * 1024;
/** In its database mode n8n hands over 200 MB, and hangs at 300. */
const LARGEST_IN_DATABASE = 256 * MB;

/** A file that n8n keeps outside the item: on disk, in its database or in S3. */
export interface StoredFile {
	/** What n8n finds it by: its mode, a colon, and a path. */
	id: string;
	/** Bytes. @throws NodeOperationError when n8n cannot find it */
	size(): Promise<number>;
	/** @throws NodeOperationError when n8n cannot find it, or cannot hand it over, in words that say why that may be */
	open(chunkBytes: number): Promise<ByteStream>;
}

/** The file behind an item's binary data; undefined where its bytes are in the item itself. */
export function storedFile(
	context: Pick<IExecuteFunctions, 'helpers' | 'getNode'>,
	{ id, bytes, fileName }: IBinaryData,
): StoredFile | undefined {
	if (!id) return undefined;
	const orExplain = async <T>(answer: Promise<T>): Promise<T> => {
		try {
			return await answer;
		} catch (error) {
			throw new NodeOperationError(context.getNode(), ...explained(error, fileName));
		}
	};
	const size = async () =>
		bytes ?? (await orExplain(context.helpers.getBinaryMetadata(id))).fileSize;
	return {
		id,
		size,
		async open(chunkBytes) {
			if (id.startsWith('database:') && (await size()) > LARGEST_IN_DATABASE) {
				throw new NodeOperationError(context.getNode(), ...tooLarge(await size()));
			}
			return await orExplain(context.helpers.getBinaryStream(id, chunkBytes));
		},
	};
}

function tooLarge(bytes: number): [string, { description: string }] {
	return [
		`The file has ${Math.round(bytes / MB)} MB, and n8n cannot read more than 256 MB from its database`,
		{
			description:
				'Let n8n keep binary data on disk or in S3 (N8N_DEFAULT_BINARY_DATA_MODE), or split the file.',
		},
	];
}

function explained(error: unknown, fileName = ''): [string, { description: string }] {
	const words = error instanceof Error ? error.message : String(error);
	const file = fileName === '' ? 'the file' : `the file '${shortened(fileName)}'`;
	// n8n says no more than "File not found", and has no error of its own that a node may import.
	if (!/not found|ENOENT/i.test(words)) {
		return [`n8n cannot read ${file} from where it keeps binary data`, { description: words }];
	}
	return [
		`n8n cannot find ${file} where it keeps binary data`,
		{
			description:
				'Where several workers keep binary data on disk, all of them need the same folder (N8N_BINARY_DATA_STORAGE_PATH); or let n8n keep it in its database or in S3 (N8N_DEFAULT_BINARY_DATA_MODE). With one n8n, the file has been deleted since: run the node again that makes it.',
		},
	];
}
