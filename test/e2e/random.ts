/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */

/** Where a test's random numbers begin. Each run has its own, which the test prints; `E2E_SEED` repeats one. */
export function newSeed(): number {
	return Number(process.env.E2E_SEED ?? Date.now() % 100_000);
}

/** Numbers from 0 to 1, the same for the same seed, so that a failed run can be had again. */
export function randomFrom(seed: number): () => number {
	let state = seed;
	return () => {
		state = (state * 1_664_525 + 1_013_904_223) % 4_294_967_296;
		return state / 4_294_967_296;
	};
}

export async function pause(seconds: number): Promise<void> {
	await new Promise<void>((resolve) => {
		setTimeout(resolve, seconds * 1000);
	});
}
