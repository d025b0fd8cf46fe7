const KEY_LIKE = /\b(sk|key|pk)-[\w-]{8,}/g;

/** Text without keys: neither those in use nor what looks like one. Some proxies repeat them. */
export function redact(text: string, secrets: readonly string[]): string {
	return secrets
		.filter((secret) => secret.length > 0)
		.reduce((rest, secret) => rest.replaceAll(secret, '***'), text)
		.replace(KEY_LIKE, '$1-***');
}
