import { CREDENTIAL, hostOf, type KnownCall, type Rule, type Words } from './errorWords';

const TLS = /CERT|TLS|SSL|EPROTO|SELF_SIGNED|UNABLE_TO_VERIFY|DEPTH_ZERO/;

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
		(call) => call.networkCode === 'ENOTFOUND' || call.networkCode === 'EAI_AGAIN',
		(call) => ({
			title: `Could not find the server ${hostOf(call)}`,
			advice: `Check the base URL in ${CREDENTIAL} (now ${call.baseUrl}), and that n8n can reach the internet.`,
			cause: 'temporarily-unavailable',
		}),
	],
	[
		(call) => call.networkCode === 'ECONNREFUSED',
		(call) => ({
			title: `The server ${hostOf(call)} refused the connection`,
			advice: `Check that it is running and that the base URL in ${CREDENTIAL} (now ${call.baseUrl}) is right. Inside Docker, 'localhost' is the container itself.`,
			cause: 'temporarily-unavailable',
		}),
	],
	[
		(call) => TLS.test(call.networkCode ?? ''),
		(call) => ({
			title: `No secure connection to ${hostOf(call)} could be made`,
			advice: `Reason: ${call.networkCode}. Check whether the address begins with https or http, use one with a valid certificate in ${CREDENTIAL}, or give n8n the issuer's with NODE_EXTRA_CA_CERTS.`,
			cause: 'configuration-invalid',
		}),
	],
	[
		(call) => call.networkCode === 'ECONNABORTED' || call.networkCode === 'ETIMEDOUT',
		(call) => ({
			title: `${hostOf(call)} did not answer in time`,
			advice:
				'Try again later. If it happens often, check the network between n8n and the provider.',
			cause: 'temporarily-unavailable',
		}),
	],
];

export const ANY_NETWORK_FAILURE = (call: KnownCall): Words => ({
	title: `The connection to ${hostOf(call)} broke`,
	advice: `Try again later (${call.networkCode ?? 'no further reason is known'}).`,
	cause: 'temporarily-unavailable',
});
