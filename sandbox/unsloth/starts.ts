import type { ApiError } from '../errors';

/** What became of a request to start a training. */
export interface Start {
	start_request_id: string;
	job_id: string;
	state: 'pending' | 'accepted' | 'rejected';
	message: string;
	error: string | null;
	error_code: string | null;
}

/** As many are remembered, in memory only. */
const MOST = 64;

/** Requests by the IDs that clients gave them: one with a known ID starts nothing and is told what came of the first. */
export class Starts {
	private readonly byId = new Map<string, Start>();

	get(id: string): Start | undefined {
		return this.byId.get(id);
	}

	/** @returns the request as it stands, and whether it is this one's turn to be carried out */
	reserve(id: string, jobId: string): { start: Start; fresh: boolean } {
		const known = this.byId.get(id);
		if (known) return { start: known, fresh: false };
		const others = [...this.byId.values()].some(({ state }) => state === 'pending');
		const start: Start = {
			start_request_id: id,
			job_id: jobId,
			state: 'pending',
			message: 'Training start is being validated',
			error: null,
			error_code: null,
		};
		this.byId.set(id, start);
		if (others) {
			const words =
				'Another training start is still being processed. Wait for it to finish before starting a new one.';
			this.resolve(start, {
				state: 'rejected',
				message: words,
				error: 'Training start already pending',
			});
		}
		const old = [...this.byId].filter(([, { state }]) => state !== 'pending');
		for (const [one] of old.slice(0, Math.max(0, this.byId.size - MOST))) this.byId.delete(one);
		return { start, fresh: !others };
	}

	resolve(start: Start | undefined, outcome: Partial<Start>): void {
		if (start?.state === 'pending') Object.assign(start, outcome);
	}

	refuse(start: Start | undefined, { message, body }: ApiError): void {
		this.resolve(start, { state: 'rejected', message, error: message, error_code: body.code });
	}
}

/** The answer to a start; a refusal is a success by its status. */
export function startAnswer({ job_id, state, message, error, error_code }: Start) {
	const status = { pending: 'pending', accepted: 'queued', rejected: 'error' }[state];
	return { job_id, status, message, error, error_code };
}
