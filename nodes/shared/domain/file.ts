import type { IDataObject } from 'n8n-workflow';

import { isoTime } from '../time';

/** A file at the provider. Times are Unix seconds. */
export interface TrainingFile {
	id: string;
	name: string | null;
	purpose: string | null;
	bytes: number | null;
	/** As the provider says it, in lower case; null where it does not. */
	status: string | null;
	/** Whether a job can be created on it; `processing` becomes one of the others. */
	state: 'ready' | 'processing' | 'refused';
	statusDetails: string | null;
	createdAt: number | null;
	expiresAt: number | null;
	raw: IDataObject;
}

/** What the provider is told of a new file. */
export interface FileDetails {
	name: string;
	/** Seconds after which it is deleted. */
	expiresAfter?: number;
}

export function simplifyFile(file: TrainingFile): IDataObject {
	return {
		id: file.id,
		fileName: file.name,
		purpose: file.purpose,
		bytes: file.bytes,
		status: file.status,
		statusDetails: file.statusDetails,
		createdAt: isoTime(file.createdAt),
		expiresAt: isoTime(file.expiresAt),
	};
}

/** A file as the user wants it: simplified, or as the provider sent it. */
export function fileOutput(file: TrainingFile, simplify: boolean): IDataObject {
	return simplify ? simplifyFile(file) : { ...file.raw };
}

/** A size in decimal units, as providers state their limits. */
export function humanBytes(bytes: number): string {
	if (bytes < 1000) return `${bytes} B`;
	// What would round up to 1000.0 kB is a megabyte.
	return bytes < 999_950 ? `${(bytes / 1e3).toFixed(1)} kB` : `${(bytes / 1e6).toFixed(1)} MB`;
}
