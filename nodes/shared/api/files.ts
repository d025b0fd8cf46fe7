import type { FileDetails, TrainingFile } from '../domain/file';
import type { Page } from '../domain/page';
import type { FilePart, FileQuery, PartwisePart } from '../providers/protocol';
import type { ByteStream } from '../stream';
import { TRANSFER_MS } from '../timing';
import { request } from '../transport/request';
import { offered, send, sendForPage, unlessGone, type Caller } from './caller';

export interface FilesApi {
	/** Bytes that the provider takes, in one request and in all. */
	limits(): { whole: number; inParts: number | null };
	list(query: FileQuery): Promise<Page<TrainingFile>>;
	get(id: string): Promise<TrainingFile>;
	/** @returns null when the server does not know the file, or does not tell */
	find(id: string): Promise<TrainingFile | null>;
	remove(id: string): Promise<void>;
	/** @param receive takes the file's bytes as they come */
	download<T>(id: string, action: string, receive: (body: ByteStream) => Promise<T>): Promise<T>;
	/** In one request: the file is in memory while that goes on. */
	upload(content: Blob, details: FileDetails): Promise<TrainingFile>;
	inParts: PartwiseApi;
}

/** A file in parts; the caller puts them together. */
export interface PartwiseApi {
	start(bytes: number, details: FileDetails): Promise<string>;
	/** @param which the part in words, for messages */
	part(uploadId: string, content: Blob, which: string): Promise<string>;
	complete(uploadId: string, partIds: readonly string[], md5: string): Promise<TrainingFile>;
	cancel(uploadId: string): Promise<void>;
}

export function filesApi(caller: Caller): FilesApi {
	const files = (): FilePart =>
		offered(caller, (provider) => provider.files, 'keep training files');
	const parts = (): PartwisePart =>
		offered(caller, (provider) => provider.files?.inParts, 'take files in parts');
	const get = async (id: string) => {
		const route = offered(caller, (provider) => provider.files?.get, 'tell of the files it keeps');
		return await send(caller, route(id), { action: 'get the file', subject: { kind: 'file', id } });
	};
	return {
		limits: () => ({ whole: files().largest, inParts: files().inParts?.largest ?? null }),

		async list(query) {
			const route = offered(caller, (provider) => provider.files?.list, 'list the files it keeps');
			return await sendForPage(caller, route(query), { action: 'list the files' });
		},

		get,

		async find(id) {
			if (!caller.provider.files?.get) return null;
			return await unlessGone(caller, ['404'], async () => await get(id));
		},

		async remove(id) {
			const route = offered(caller, (provider) => provider.files?.remove, 'delete files');
			await send(caller, route(id), {
				action: 'delete the file',
				subject: { kind: 'file', id },
				ifGone: true,
			});
		},

		async download(id, action, receive) {
			const route = offered(caller, (provider) => provider.files?.content, 'give back files');
			return await request(caller.connection, {
				...route(id),
				action,
				subject: { kind: 'file', id },
				timeoutMs: TRANSFER_MS,
				receive,
			});
		},

		upload: async (content, details) =>
			await send(caller, files().upload(content, details), {
				action: 'upload the file',
				creates: 'file',
				timeoutMs: TRANSFER_MS,
			}),

		inParts: {
			async start(bytes, details) {
				const { id } = await send(caller, parts().start(bytes, details), {
					action: 'start the upload',
				});
				return id;
			},
			async part(uploadId, content, which) {
				const { id } = await send(caller, parts().part(uploadId, content), {
					action: `upload ${which}`,
					// In the message whatever went wrong.
					subject: { kind: 'upload', id: `${uploadId}, ${which}` },
					// Only the parts named in the end count: one sent twice is dropped.
					repeatable: true,
					timeoutMs: TRANSFER_MS,
				});
				return id;
			},
			complete: async (uploadId, partIds, md5) =>
				await send(caller, parts().complete(uploadId, partIds, md5), {
					action: 'complete the upload',
					subject: { kind: 'upload', id: uploadId },
					timeoutMs: TRANSFER_MS,
				}),
			async cancel(uploadId) {
				await send(caller, parts().cancel(uploadId), {
					action: 'cancel the upload',
					subject: { kind: 'upload', id: uploadId },
				});
			},
		},
	};
}
