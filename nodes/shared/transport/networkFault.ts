import { isRecord } from '../text';

/** Our own code for a connection that n8n's protection against server-side request forgery (SSRF) forbids. */
export const SSRF_BLOCKED = 'SSRF_BLOCKED';
/** Our own code for a proxy that leads to no server: it hangs up, or speaks something else. */
export const NO_TUNNEL = 'NO_TUNNEL';
/** Our own code for a connection that was not made in time: Node's is the same as that of a late answer. */
export const NOT_CONNECTED = 'NOT_CONNECTED';

/** A connection that failed, or was never made. */
export interface NetworkFault {
	/** Node's error code, or one of ours; `UNKNOWN` where there is none. */
	code: string;
	/** Where the connection was to lead to, as far as the error tells: a name or an IP address, and a port. */
	host?: string;
	port?: number;
}

/** Wrappers of n8n, axios and Node around one error; none has so many. */
const DEEPEST = 10;

/** n8n's errors by their names: `SsrfBlockedIpError`, `SsrfBlockedHostnameError`. */
const SSRF_ERROR = 'SsrfBlocked';
/** The words of the package https-proxy-agent, whose errors have no code. */
const TUNNEL_ERROR = /proxy CONNECT response|^Proxy connection ended/;

/** What is known of an error that came in the place of an answer, wherever n8n's wrappers put it. */
export function networkFault(error: unknown): NetworkFault {
	const chain = chainOf(error);
	const first = <T>(pick: (one: Record<string, unknown>) => T | undefined): T | undefined =>
		chain.map(pick).find((found) => found !== undefined);
	const text = (value: unknown) => (typeof value === 'string' && value !== '' ? value : undefined);
	const host = first(({ hostname, ip, address }) => text(hostname) ?? text(ip) ?? text(address));
	const port = first((one) => (typeof one.port === 'number' ? one.port : undefined));
	return {
		code: ownCode(chain) ?? first(({ code }) => text(code)) ?? 'UNKNOWN',
		...(host !== undefined && { host }),
		...(port !== undefined && { port }),
	};
}

function ownCode(chain: ReadonlyArray<Record<string, unknown>>): string | undefined {
	if (chain.some(({ name }) => String(name).startsWith(SSRF_ERROR))) return SSRF_BLOCKED;
	if (chain.some(({ message }) => TUNNEL_ERROR.test(String(message)))) return NO_TUNNEL;
	const late = chain.some(({ code, syscall }) => code === 'ETIMEDOUT' && syscall === 'connect');
	return late ? NOT_CONNECTED : undefined;
}

/** The error and its causes, outermost first; of several attempts on one name, the first. */
function chainOf(error: unknown): Array<Record<string, unknown>> {
	const chain: Array<Record<string, unknown>> = [];
	let inner = error;
	while (isRecord(inner) && chain.length < DEEPEST) {
		chain.push(inner);
		const several: unknown[] = Array.isArray(inner.errors) ? inner.errors : [];
		inner = inner.cause ?? several[0];
	}
	return chain;
}

/**
 * The proxy that failed in the server's place, as messages name it; undefined where it was the server itself,
 * or nobody can tell. No redirect is followed, so a connection leads to the one or the other.
 */
export function proxyIn({ host, port }: NetworkFault, baseUrl: string): string | undefined {
	const url = new URL(baseUrl);
	const wanted = url.hostname.replace(/[[\]]/g, '');
	const wantedPort = Number(url.port) || (url.protocol === 'https:' ? 443 : 80);
	if (host === undefined) return undefined;
	if (port !== undefined && port !== wantedPort) return `${host}:${port}`;
	// A name has addresses that nobody knows here.
	const comparable = !isAddress(host) || isAddress(wanted);
	return comparable && host !== wanted ? host : undefined;
}

function isAddress(host: string): boolean {
	return /^[\d.]+$|:/.test(host);
}
