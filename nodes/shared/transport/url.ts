import { inVersion } from '../http';
import type { Result } from '../result';

/**
 * Base URL and path segments as one address. Every segment is percent-encoded; a blank one would
 * change the route, `.` and `..` survive encoding and vanish when the URL is normalised: all refused.
 */
export function joinUrl(
	baseUrl: string,
	segments: readonly string[],
	version?: string,
): Result<string> {
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
	return { ok: true, value: `${version ? inVersion(baseUrl, version) : baseUrl}/${path}` };
}

/** Names that resolve within a machine, a container network or a local network only. */
const LOCAL_NAME = /^[^.]+$|\.(localhost|local|internal|lan|home\.arpa)$/;
/** Loopback, private, link-local and carrier-grade ranges; URLs hold IPv4 addresses in this form only. */
const LOCAL_V4 =
	/^(0|10|127)\.|^192\.168\.|^169\.254\.|^172\.(1[6-9]|2\d|3[01])\.|^100\.(6[4-9]|[7-9]\d|1[01]\d|12[0-7])\./;
/** Loopback, unique local, link-local, and IPv4 addresses in IPv6 dress, which are left to the user. */
const LOCAL_V6 = /^\[(::1?\]|f[cd]|fe[89ab]|::ffff:)/;

/**
 * Whether a key sent to this address crosses open networks unencrypted: http to anything but this
 * machine and private networks.
 * @param baseUrl a complete address
 */
export function isExposed(baseUrl: string): boolean {
	const { protocol, hostname } = new URL(baseUrl);
	if (protocol !== 'http:') return false;
	if (hostname.startsWith('[')) return !LOCAL_V6.test(hostname);
	return !(isV4(hostname) ? LOCAL_V4 : LOCAL_NAME).test(hostname.replace(/\.$/, ''));
}

function isV4(hostname: string): boolean {
	return /^\d+\.\d+\.\d+\.\d+$/.test(hostname);
}
