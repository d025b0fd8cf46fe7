import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { ago } from '../../shared/time';
import { connect } from '../../shared/transport/connection';
import type { ApiFile } from '../../shared/types';
import { searchPages } from './page';

/** The picker for training and validation files. */
export async function searchFiles(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const now = Date.now() / 1000;
	return await searchPages<ApiFile>(
		await connect(this),
		{ path: ['files'], query: { purpose: 'fine-tune' }, action: 'list the files' },
		(file) => fileItem(file, now),
		filter,
		paginationToken,
	);
}

/**
 * A file as the picker shows it: `tickets.jsonl · 1.2 MB · 3 h ago`.
 * @param now Unix seconds
 */
export function fileItem(file: ApiFile, now: number): INodeListSearchItems {
	const parts = [file.filename, humanBytes(file.bytes ?? 0), ago(file.created_at, now)];
	return { name: parts.filter(Boolean).join(' · '), value: file.id };
}

/** A size in decimal units, as providers state their limits. */
export function humanBytes(bytes: number): string {
	if (bytes < 1000) return `${bytes} B`;
	// What would round up to 1000.0 kB is a megabyte.
	return bytes < 999_950 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
