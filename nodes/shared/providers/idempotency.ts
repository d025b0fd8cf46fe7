import type { Job } from '../domain/job';
import type { JobRequest } from '../domain/jobRequest';
import type { Exchange } from '../http';

/** How a job carries a key by which it is found again, so that it is created once. */
export type Idempotency = IdempotencyKey & (SearchedKey | OwnKey);

interface IdempotencyKey {
	/** Whether it is used unless the user says otherwise: some servers refuse or drop what carries it. */
	byDefault: boolean;
	/** Characters that a key may have. */
	longestKey: number;
	/** The request with the key, or null when it has no room for one. */
	carry(request: JobRequest, key: string): JobRequest | null;
	/** How a person recognises the job, as a sentence. */
	sign(key: string): string;
}

/** Jobs carry the key, and are searched for it. */
export interface SearchedKey {
	/** What asks the list for jobs with the key, as far as it can be asked. */
	query(key: string): { metadata?: Readonly<Record<string, string>> };
	/** What a job carries for a key. */
	tokenOf(key: string): string;
	/** What a job carries; null for one that was created without a key. */
	carriedBy(job: Job): string | null;
}

/** The provider itself gives the job of an earlier create with the same key: sending again does no harm. */
export interface OwnKey {
	/** What became of the create with the key. The status 404 says that there was none. */
	find(key: string): Exchange<KeyState>;
}

/** `refused` for good: a create with the same key is refused in the same words. */
export type KeyState =
	| { state: 'found'; jobId: string }
	| { state: 'pending' }
	| { state: 'refused' };
