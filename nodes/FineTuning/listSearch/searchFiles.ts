import type {
	ILoadOptionsFunctions,
	INodeListSearchItems,
	INodeListSearchResult,
} from 'n8n-workflow';

import { openApi } from '../../shared/api';
import { humanBytes, type TrainingFile } from '../../shared/domain/file';
import { ago } from '../../shared/time';
import { searchPages } from './picker';

/** The picker for training and validation files. */
export async function searchFiles(
	this: ILoadOptionsFunctions,
	filter?: string,
	paginationToken?: string,
): Promise<INodeListSearchResult> {
	const now = Date.now() / 1000;
	const { files } = await openApi(this);
	return await searchPages(
		async (query) => await files.list({ purpose: 'fine-tune', ...query }),
		(file) => fileItem(file, now),
		filter,
		paginationToken,
	);
}

/**
 * A file as the picker shows it: `tickets.jsonl · 1.2 MB · 3 h ago`.
 * @param now Unix seconds
 */
export function fileItem(file: TrainingFile, now: number): INodeListSearchItems {
	const size = file.bytes === null ? '' : humanBytes(file.bytes);
	const parts = [file.name ?? file.id, size, ago(file.createdAt, now)];
	return { name: parts.filter(Boolean).join(' · '), value: file.id };
}
