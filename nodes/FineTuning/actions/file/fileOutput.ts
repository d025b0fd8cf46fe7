import type { IDataObject } from 'n8n-workflow';

import { simplifyFile } from '../../../shared/simplify';
import type { ApiFile } from '../../../shared/types';
import type { ItemRun } from '../operation';
import { flagParameter } from '../parameters';

/** A file as the user wants it: simplified, or as the API sent it. */
export function fileOutput(run: ItemRun, file: ApiFile): IDataObject {
	return flagParameter(run, 'simplify') ? simplifyFile(file) : { ...file };
}
