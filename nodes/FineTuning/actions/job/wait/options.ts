import type { IDataObject } from 'n8n-workflow';

import { asNumber, shown } from '../../../../shared/text';
import type { Result } from '../../../../shared/result';

export interface WaitOptions {
	/** The longest pause between two polls. */
	pollSeconds: number;
	maxMinutes: number;
	onTimeout: 'error' | 'return';
	/** Whether a job that failed or was cancelled stops the node. */
	failOnUnsuccessful: boolean;
}

export const DEFAULT_POLL_SECONDS = 30;
export const DEFAULT_MAX_MINUTES = 60;

/** The options collection of Job → Wait, with what is absent filled in. */
export function readWaitOptions(options: IDataObject): Result<WaitOptions> {
	const pollSeconds = asNumber(options.pollInterval) ?? DEFAULT_POLL_SECONDS;
	const maxMinutes = readMaxWait(options.maxWait, DEFAULT_MAX_MINUTES);
	if (!(pollSeconds >= 1 && Number.isFinite(pollSeconds))) {
		return {
			ok: false,
			problem: `'Poll Interval' is ${shown(options.pollInterval)}`,
			advice: 'Give a number of seconds from 1, or remove the option.',
		};
	}
	if (!maxMinutes.ok) return maxMinutes;
	return {
		ok: true,
		value: {
			pollSeconds,
			maxMinutes: maxMinutes.value,
			onTimeout: options.onTimeout === 'return' ? 'return' : 'error',
			failOnUnsuccessful:
				options.failOnUnsuccessful !== false && options.failOnUnsuccessful !== 'false',
		},
	};
}

/** A bound in minutes as the option Max Wait has it. */
export function readMaxWait(value: unknown, byDefault: number): Result<number> {
	const minutes = asNumber(value) ?? byDefault;
	if (minutes > 0 && Number.isFinite(minutes)) return { ok: true, value: minutes };
	return {
		ok: false,
		problem: `'Max Wait' is ${shown(value)}`,
		advice: 'Give a number of minutes above 0, or remove the option.',
	};
}
