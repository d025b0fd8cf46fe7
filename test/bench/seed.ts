import type { Sandbox } from '../../sandbox';

/** The server's time in these benches, in Unix seconds. */
export const NOW = 1_770_000_000;

const DAY = 86_400;
const DAYS = 300;

/** Puts in jobs spread evenly over the last 300 days, the unfinished among the finished. */
export function seedHistory(
	sandbox: Sandbox,
	{ finished, unfinished }: { finished: number; unfinished: number },
): void {
	const seed = (status: string, count: number) => {
		for (let index = 0; index < count; index += 1) {
			const age = DAYS * DAY - Math.floor((index / count) * (DAYS - 1) * DAY);
			sandbox.seedJob({ status, created_at: NOW - age });
		}
	};
	seed('succeeded', finished);
	seed('running', unfinished);
}
