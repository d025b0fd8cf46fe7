import type { Limits } from './context';
import { ApiError } from './errors';

/**
 * Counts requests: the returned function is called for each, and throws a 429 when there were too
 * many within the last second of real time.
 */
export function createRateLimit(limits: Limits): () => void {
	let recent: number[] = [];
	return () => {
		if (limits.requestsPerSecond === undefined) return;
		const now = Date.now();
		recent = recent.filter((time) => time > now - 1000);
		if (recent.length >= limits.requestsPerSecond) {
			throw new ApiError(
				429,
				`Rate limit reached: ${limits.requestsPerSecond} requests per second. Please try again later.`,
				{ type: 'requests', code: 'rate_limit_exceeded' },
				{ 'retry-after': String(limits.retryAfterSeconds ?? 1) },
			);
		}
		recent.push(now);
	};
}
