/** The policy's waits a hundred times shorter, and more: tests put them in the place of the real ones. */
export const FAST = {
	// Longer than a busy machine takes, or it would look like a slow server.
	TIMEOUT_MS: 900,
	TRANSFER_MS: 5_000,
	CHAT_MS: 900,
	SLICE_MS: 50,
	FIRST_DELAY_MS: 5,
	LONGEST_DELAY_MS: 80,
	RATE_LIMIT_PATIENCE_MS: 600,
	IDLE_MS: 300,
	PROGRESS_MS: 400,
	PROGRESS_QUIET_MS: 150,
	DEPLOY_FIRST_PAUSE_MS: 5,
	DEPLOY_LONGEST_PAUSE_MS: 20,
	PROBE_PAUSES_MS: [2, 5, 10, 25, 40, 60],
};
