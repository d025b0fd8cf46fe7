/**
 * Something to go wrong with requests. Without `nth` and `times` it holds for every matching
 * request until the faults are cleared.
 */
export interface Fault {
	/** Only requests by this method. */
	method?: string;
	/** Only requests whose path, or path with query, matches. */
	path?: RegExp;
	/** Starts with the nth matching request from now, 1 being the next; alone, it holds for that one. */
	nth?: number;
	/** Holds for so many requests. */
	times?: number;
	/** Answers with this HTTP status, without acting on the request (see `acted`). */
	status?: number;
	headers?: Record<string, string>;
	/** Sent as it is when a string, else as JSON. */
	body?: unknown;
	contentType?: string;
	/** Waits before anything else; real milliseconds. */
	delayMs?: number;
	/** Destroys the connection before, or after, the server acted on the request. */
	drop?: 'before' | 'after';
	/** Sends only half of the true answer, then destroys the connection. */
	cutBody?: boolean;
	/** Sends the headers at once and the body in small pieces. */
	dripBody?: Drip;
	/** Sends the headers, or half the body too, and then nothing more; the connection stays open. */
	stall?: 'headers' | 'half';
	/** Answers with a redirect (307 unless `status` is given) to this address. */
	redirectTo?: string;
	/** Acts on the request all the same and then answers with `status` and `body`. */
	acted?: boolean;
	/**
	 * Answers at once, with `status` (502 unless given) or by dropping the connection, and acts on the
	 * request only so many real milliseconds later. `sandbox.idle()` waits for that.
	 */
	finishLateMs?: number;
}

/** A body in pieces. */
export interface Drip {
	/** Length of a piece. */
	bytes: number;
	/** Before each piece; real milliseconds. */
	intervalMs: number;
	/** Goes on with white space for ever. */
	endless?: boolean;
}

/** The faults in force; the first one that fits a request wins. */
export class Faults {
	private readonly entries: Array<{ fault: Fault; seen: number }> = [];

	add(fault: Fault): void {
		this.entries.push({ fault, seen: 0 });
	}

	clear(): void {
		this.entries.length = 0;
	}

	/** The fault for a request (`url` with query), counted as used; undefined when all is well. */
	take(method: string, url: string): Fault | undefined {
		const path = url.split('?')[0] ?? url;
		let hit: Fault | undefined;
		// All matching faults count the request, also those behind the one that wins.
		for (const entry of this.entries) {
			const { fault } = entry;
			if (fault.method && fault.method.toUpperCase() !== method.toUpperCase()) continue;
			if (fault.path && !matches(fault.path, path) && !matches(fault.path, url)) continue;
			entry.seen += 1;
			const from = fault.nth ?? 1;
			const times = fault.times ?? (fault.nth === undefined ? Infinity : 1);
			if (entry.seen >= from && entry.seen < from + times) hit ??= fault;
		}
		return hit;
	}
}

function matches(pattern: RegExp, value: string): boolean {
	// A global pattern keeps its place between two tests, and would miss every other one.
	pattern.lastIndex = 0;
	return pattern.test(value);
}
