/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { setTimeout as sleep } from 'node:timers/promises';

import { Problem } from './log';

interface WaitOptions {
	/** What is waited for, as in "n8n to answer": part of the message when it does not come. */
	what: string;
	seconds: number;
	intervalMs?: number;
	/** More to say when the time is over, asked then. */
	hint?: () => string;
}

/**
 * Asks again and again until the answer is neither undefined nor false, and gives it.
 * What `ask` throws ends the wait: it swallows what is part of waiting itself.
 *
 * @throws Problem when the time is over
 */
export async function waitFor<T>(
	ask: () => Promise<T | undefined | false> | T | undefined | false,
	{ what, seconds, intervalMs = 200, hint }: WaitOptions,
): Promise<T> {
	const deadline = Date.now() + seconds * 1000;
	for (;;) {
		const answer = await ask();
		if (answer !== undefined && answer !== false) return answer;
		if (Date.now() > deadline) {
			throw new Problem(`Waited ${seconds} s for ${what}, in vain. ${hint?.() ?? ''}`.trim());
		}
		await sleep(intervalMs);
	}
}
