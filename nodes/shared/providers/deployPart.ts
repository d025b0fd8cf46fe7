import type { Deployment, DeployWish } from '../domain/deployment';
import type { Job } from '../domain/job';
import type { Exchange } from '../http';
import type { Result } from '../result';

/** How a trained model is made to answer. */
export interface DeployPart {
	/** Whether a job's model comes from one of its checkpoints: `needed` takes the last one where none is wished. */
	checkpoints?: 'taken' | 'needed';
	/** The other options that it minds. */
	takes?: ReadonlyArray<Exclude<keyof DeployWish, 'checkpoint' | 'isChosen'>>;
	/**
	 * The first step for a job, which has succeeded unless a checkpoint of it is wished.
	 * @returns or what keeps this provider from deploying it
	 */
	begin(job: Job, wish: DeployWish): Result<DeployStep>;
}

/** Where a deployment stands, and the call that takes it further. */
export type DeployStep =
	| { state: 'ready'; deployment: Deployment }
	| { state: 'failed'; problem: string; advice: string }
	/**
	 * To be called at once; `creates` for what may cost, and must not be sent twice. Where its answer is lost,
	 * `search` finds what it has made: null while that does not show.
	 */
	| {
			state: 'next';
			call: Exchange<DeployStep>;
			creates?: true;
			search?: Exchange<{ found: DeployStep | null }>;
	  }
	/**
	 * To be called after a pause: the provider is at it. `begins` for a call that begins it, may be made again and
	 * takes its time: then without a pause the first time.
	 */
	| { state: 'pending'; deployment: Deployment; call: Exchange<DeployStep>; begins?: true };
