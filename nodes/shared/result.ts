/** What is wrong with something that a user gave, and how to put it right. */
export interface Problem {
	problem: string;
	advice: string;
}

/** A value, or why there is none. */
export type Result<T> = { ok: true; value: T } | ({ ok: false } & Problem);
