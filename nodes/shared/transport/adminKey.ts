/**
 * Marks a call that wants the credential's admin key instead of its API key. The credential sees nothing
 * of a call but its options, so the wish travels as a header that the credential takes off again: only
 * the credential ever handles a key.
 */
export const ADMIN_KEY_MARKER = 'x-use-admin-key';
