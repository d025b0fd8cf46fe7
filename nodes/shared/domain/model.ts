import type { IDataObject } from 'n8n-workflow';

/** A model that the key can use. */
export interface Model {
	id: string;
	/** Unix seconds; null where the provider does not tell. */
	createdAt: number | null;
	/** Whether it is the account's own, as far as the provider or the name says. */
	fineTuned: boolean;
	/** Whether it can be trained; null where that is not known. */
	trainable: boolean | null;
	raw: IDataObject;
}

/** The permission of one project to use a checkpoint. */
export interface CheckpointPermission {
	id: string;
	raw: IDataObject;
}
