/** The policy's waits a hundred times shorter: tests put them in the place of the real ones. */
export const FAST = {
	TIMEOUT_MS: 300,
	SLICE_MS: 50,
	FIRST_DELAY_MS: 5,
	LONGEST_DELAY_MS: 80,
	LOOK_PAUSES_MS: [5, 20, 50],
};
