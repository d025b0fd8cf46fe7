/** The policy's waits a hundred times shorter: tests put them in the place of the real ones. */
export const FAST = {
	// Longer than a busy machine takes, or it would look like a slow server.
	TIMEOUT_MS: 900,
	SLICE_MS: 50,
	FIRST_DELAY_MS: 5,
	LONGEST_DELAY_MS: 80,
	LOOK_PAUSES_MS: [5, 20, 50],
};
