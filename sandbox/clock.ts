/** The sandbox's time: unix seconds, possibly fractional. */
export interface Clock {
	now(): number;
	/** Moves the time forward by so many seconds (never back). */
	advance(seconds: number): void;
	/** Seconds by which `advance` has moved the time in all. */
	readonly advanced: number;
}

/**
 * A clock. With `startTime` (unix seconds) it stands still but for `advance`;
 * without, it is the machine's clock plus what `advance` added.
 * @throws RangeError when asked to go back, or by no finite number.
 */
export function createClock(startTime?: number): Clock {
	let advanced = 0;
	return {
		now: () => (startTime ?? Date.now() / 1000) + advanced,
		advance(seconds) {
			if (!Number.isFinite(seconds) || seconds < 0) {
				throw new RangeError(`The clock only goes forward, not by ${seconds} seconds`);
			}
			advanced += seconds;
		},
		get advanced() {
			return advanced;
		},
	};
}
