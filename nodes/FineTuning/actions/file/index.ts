import type { Resource } from '../operation';
import { remove } from './delete.operation';
import { download } from './download.operation';
import { get } from './get.operation';
import { getAll } from './getAll.operation';
import { upload } from './upload.operation';

export const file: Resource = {
	value: 'file',
	name: 'File',
	operations: [upload, get, getAll, download, remove],
};
