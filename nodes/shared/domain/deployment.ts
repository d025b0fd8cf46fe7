import type { Checkpoint } from './jobLog';

/** What the user wants of a deployment; what was left alone is absent. */
export interface DeployWish {
	checkpoint?: Checkpoint;
	/** Whether the user has chosen the checkpoint, and not left it to be the last one. */
	isChosen?: boolean;
	/** By which the model is to be called. */
	name?: string;
	/** What it is to run on, by the provider's name. */
	hardware?: string;
}

/** A trained model where it can be asked, or will be. */
export interface Deployment {
	/** The name by which it is asked. */
	model: string;
	/** By which the provider knows it, where that is not the model's name. */
	id: string | null;
	/** What the user should know of it, such as that it costs while it runs, in one sentence; null for nothing. */
	note: string | null;
}
