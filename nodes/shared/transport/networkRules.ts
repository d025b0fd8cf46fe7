import { CREDENTIAL, type Answered, type KnownCall, type Rule, type Words } from '../http';
import { NO_TUNNEL, NOT_CONNECTED, SSRF_BLOCKED } from './networkFault';
import { isCertificate, TLS } from './retry';

const UNREACHABLE: ReadonlySet<string | undefined> = new Set([
	'ECONNREFUSED',
	'ENOTFOUND',
	'EAI_AGAIN',
	'EHOSTUNREACH',
	'ENETUNREACH',
	NOT_CONNECTED,
]);

/** No answer came. First match wins. */
export const NETWORK_RULES: ReadonlyArray<Rule<KnownCall>> = [
	[
		(call) => call.networkCode === 'CANCELLED',
		(call) => ({
			title: `Stopped before it could ${call.action}`,
			advice: 'The execution was cancelled.',
		}),
	],
	[
		(call) => call.networkCode === SSRF_BLOCKED,
		(call) => {
			const blocked = call.proxy ?? hostname(call);
			return {
				title: `n8n is set up not to connect to ${call.proxy ? `the proxy ${blocked}` : blocked}`,
				advice: `Its protection against server-side request forgery (SSRF) forbids this address. Check the base URL in ${CREDENTIAL} (now ${call.server.baseUrl}). If it is right, ask whoever runs n8n to add ${blocked} to the environment variable N8N_SSRF_ALLOWED_HOSTNAMES, or its IP address to N8N_SSRF_ALLOWED_IP_RANGES.`,
				cause: 'configuration-invalid',
			};
		},
	],
	[
		(call) =>
			call.networkCode === NO_TUNNEL ||
			(call.proxy !== undefined && UNREACHABLE.has(call.networkCode)),
		(call) => ({
			title:
				call.proxy === undefined
					? `The proxy on the way to ${call.server.host} did not open the connection`
					: `The proxy ${call.proxy} cannot be reached`,
			advice: `Check that it is running and that its address is right. ${whyProxy(call)}`,
			cause: 'temporarily-unavailable',
		}),
	],
	[
		(call) => call.networkCode === 'ENOTFOUND' || call.networkCode === 'EAI_AGAIN',
		(call) => ({
			title: `Could not find the server ${call.server.host}`,
			advice: `Check the base URL in ${CREDENTIAL} (now ${call.server.baseUrl}), and that n8n can reach the internet.`,
			cause: 'temporarily-unavailable',
		}),
	],
	[
		(call) => call.networkCode === NOT_CONNECTED,
		(call) => ({
			title: `Could not connect to ${call.server.host} in time`,
			advice: `Check the base URL in ${CREDENTIAL} (now ${call.server.baseUrl}), and whether a firewall keeps n8n from reaching it.`,
			cause: 'temporarily-unavailable',
		}),
	],
	[
		(call) => call.networkCode === 'ECONNREFUSED',
		(call) => ({
			title: `The server ${call.server.host} refused the connection`,
			advice: `Check that it is running and that the base URL in ${CREDENTIAL} (now ${call.server.baseUrl}) is right. Inside Docker, 'localhost' is the container itself.`,
			cause: 'temporarily-unavailable',
		}),
	],
	[
		(call) => call.networkCode === 'CERT_HAS_EXPIRED' || call.networkCode === 'CERT_NOT_YET_VALID',
		(call) => ({
			title: `The certificate of ${call.server.host} ${call.networkCode === 'CERT_HAS_EXPIRED' ? 'has expired' : 'is not valid yet'}`,
			advice: `Whoever runs the server must renew it (${call.networkCode}). If it is in date, correct the clock of the machine that n8n runs on.`,
			cause: 'configuration-invalid',
		}),
	],
	[
		(call) => /ALTNAME|HOSTNAME_MISMATCH/.test(codeOf(call)),
		(call) => ({
			title: `The certificate of ${call.server.host} is for another name`,
			advice: `Enter the name that it was made for as base URL in ${CREDENTIAL} (now ${call.server.baseUrl}), or have the server's certificate made for this one (${call.networkCode}).`,
			cause: 'configuration-invalid',
		}),
	],
	[
		(call) => isCertificate(codeOf(call)),
		(call) => ({
			title: `n8n does not trust the certificate of ${call.server.host}`,
			advice: `It is self-signed, or of an issuer that n8n does not know (${call.networkCode}). If that is as it should be, put the certificate or its issuer's into a file, name that in n8n's environment variable NODE_EXTRA_CA_CERTS, and start n8n again. It may also be that of a proxy in between.`,
			cause: 'configuration-invalid',
		}),
	],
	[
		(call) => TLS.test(codeOf(call)),
		(call) => ({
			title: `No secure connection to ${call.server.host} could be made`,
			advice: `Reason: ${call.networkCode}. Check whether the address in ${CREDENTIAL} (now ${call.server.baseUrl}) begins with https or http, as the server does.`,
			cause: 'configuration-invalid',
		}),
	],
	[
		(call) => call.networkCode === 'ECONNABORTED' || call.networkCode === 'ETIMEDOUT',
		(call) => ({
			title: `${call.server.host} did not answer in time`,
			advice:
				'Try again later. If it happens often, check the network between n8n and the provider.',
			cause: 'temporarily-unavailable',
		}),
	],
];

export const ANY_NETWORK_FAILURE = (call: KnownCall): Words => ({
	title: `The connection to ${call.server.host} broke`,
	advice: `Try again later (${call.networkCode ?? 'no further reason is known'}).`,
	cause: 'temporarily-unavailable',
});

/** The one answer that no server gives, but a proxy. */
export const PROXY_LOGIN: Rule<Answered> = [
	(call) => call.status === 407,
	(call) => ({
		title: `The proxy on the way to ${call.server.host} asks for a user name and a password`,
		advice: `Put the right ones into its address, as in http://USER:PASSWORD@proxy.example.com:3128. ${whyProxy(call)}`,
		cause: 'configuration-invalid',
	}),
];

/** Whose setting a proxy is, which no credential shows. */
function whyProxy(call: KnownCall): string {
	return `n8n uses a proxy because of its environment variables HTTP_PROXY, HTTPS_PROXY or ALL_PROXY; to go without, list ${hostname(call)} in NO_PROXY.`;
}

function codeOf({ networkCode = '' }: KnownCall): string {
	return networkCode;
}

function hostname({ server }: KnownCall): string {
	return new URL(server.baseUrl).hostname;
}
