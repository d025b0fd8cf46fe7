import type { Provider, ProviderId } from '../providers';
import { PROVIDERS } from '../providers';
import type { Result } from '../result';

/**
 * The address that a credential means.
 * - Empty means the provider's own. So does another provider's default: n8n's credential form keeps
 *   the old value when the provider is changed, and a key must not go to the wrong company.
 * - Has no trailing slash, query, fragment or user info.
 */
export function resolveBaseUrl(provider: Provider, entered: unknown): Result<string> {
	const text = typeof entered === 'string' ? entered.trim().replace(/\/+$/, '') : '';
	const stale = provider.id !== 'custom' && isDefaultOfAnother(provider.id, text);
	const raw = text === '' || stale ? (provider.defaultBaseUrl ?? '') : text;
	if (raw === '') {
		return {
			ok: false,
			problem: `The credential has no base URL for ${provider.displayName}`,
			advice: `Open the credential and enter the base URL, ${provider.baseUrlPlaceholder}`,
		};
	}
	const refused = (problem: string): Result<string> => ({
		ok: false,
		problem,
		advice: `Open the credential and correct the base URL, ${provider.baseUrlPlaceholder}`,
	});
	const url = URL.canParse(raw) ? new URL(raw) : undefined;
	if (!url) return refused('The base URL in the credential is not a complete address');
	if (url.protocol !== 'https:' && url.protocol !== 'http:') {
		return refused('The base URL in the credential does not start with https:// or http://');
	}
	if (url.username !== '' || url.password !== '') {
		return refused('The base URL in the credential contains a user name or password');
	}
	// In the whole address, as an empty query or fragment counts, too: the path would land in it.
	if (/[?#]/.test(url.href)) {
		return refused(
			"The base URL in the credential contains '?' or '#' (for Azure, the API version has its own field)",
		);
	}
	return { ok: true, value: url.href.replace(/\/+$/, '') };
}

function isDefaultOfAnother(id: ProviderId, url: string): boolean {
	return Object.values(PROVIDERS).some(
		(other) => other.id !== id && other.defaultBaseUrl !== null && other.defaultBaseUrl === url,
	);
}

/**
 * Base URL and path segments as one address. Every segment is percent-encoded; a blank one would
 * change the route, `.` and `..` survive encoding and vanish when the URL is normalised: all refused.
 */
export function joinUrl(baseUrl: string, segments: readonly string[]): Result<string> {
	for (const segment of segments) {
		const trimmed = segment.trim();
		// Half a character cannot be encoded.
		if (/\p{Surrogate}/u.test(trimmed)) {
			return {
				ok: false,
				problem: 'An ID contains a broken character',
				advice: 'Copy the ID anew, or check the expression that gives it',
			};
		}
		if (trimmed === '' || trimmed === '.' || trimmed === '..') {
			return {
				ok: false,
				problem: trimmed === '' ? 'An ID is empty' : `'${trimmed}' is not an ID`,
				advice: 'Enter the ID, or check the expression that should give it',
			};
		}
	}
	const path = segments.map((segment) => encodeURIComponent(segment.trim())).join('/');
	return { ok: true, value: `${baseUrl}/${path}` };
}
