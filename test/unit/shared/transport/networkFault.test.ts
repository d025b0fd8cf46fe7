import {
	networkFault,
	proxyIn,
	type NetworkFault,
} from '../../../../nodes/shared/transport/networkFault';
import { isAmbiguous } from '../../../../nodes/shared/transport/retry';

/** An error with what Node and n8n put on it. */
function failed(more: Record<string, unknown>, cause?: unknown): Error {
	return Object.assign(new Error(String(more.message ?? ''), { cause }), more);
}

const refused = {
	code: 'ECONNREFUSED',
	syscall: 'connect',
	address: '127.0.0.1',
	port: 3128,
};

test.each<[string, unknown, NetworkFault]>([
	['nothing', undefined, { code: 'UNKNOWN' }],
	['a text', 'ECONNRESET', { code: 'UNKNOWN' }],
	['an error without a code', failed({}), { code: 'UNKNOWN' }],
	['an empty code', failed({ code: '' }, failed({ code: 'EPIPE' })), { code: 'EPIPE' }],
	[
		'a status as the code of a wrapper, and a port as text',
		failed({ code: 502, port: '80' }, failed(refused)),
		{ code: 'ECONNREFUSED', host: '127.0.0.1', port: 3128 },
	],
	['a code', failed({ code: 'ECONNRESET' }), { code: 'ECONNRESET' }],
	[
		'a connection that was refused, within two wrappers',
		failed({ httpCode: 'ECONNREFUSED' }, failed({ code: 'ECONNREFUSED' }, failed(refused))),
		{ code: 'ECONNREFUSED', host: '127.0.0.1', port: 3128 },
	],
	[
		'one of a name with several addresses',
		failed({
			code: 'ECONNREFUSED',
			errors: [failed(refused), failed({ ...refused, address: '::1' })],
		}),
		{ code: 'ECONNREFUSED', host: '127.0.0.1', port: 3128 },
	],
	[
		'a connection that was not made in time',
		failed({ code: 'ETIMEDOUT' }, failed({ ...refused, code: 'ETIMEDOUT' })),
		{ code: 'NOT_CONNECTED', host: '127.0.0.1', port: 3128 },
	],
	['an answer that did not come in time', failed({ code: 'ETIMEDOUT' }), { code: 'ETIMEDOUT' }],
	[
		'a name that is not known',
		failed({ code: 'ENOTFOUND', hostname: 'proxy.invalid', syscall: 'getaddrinfo' }),
		{ code: 'ENOTFOUND', host: 'proxy.invalid' },
	],
	[
		'an address that n8n forbids',
		failed({ name: 'NodeApiError' }, failed({ name: 'SsrfBlockedIpError', ip: '10.0.0.1' })),
		{ code: 'SSRF_BLOCKED', host: '10.0.0.1' },
	],
	[
		'a name that n8n forbids',
		failed({ name: 'SsrfBlockedHostnameError', hostname: 'models.lan' }),
		{ code: 'SSRF_BLOCKED', host: 'models.lan' },
	],
	[
		'a name whose address n8n forbids',
		failed({ name: 'SsrfBlockedIpError', hostname: 'models.lan', ip: '10.0.0.1' }),
		{ code: 'SSRF_BLOCKED', host: 'models.lan' },
	],
	[
		'a proxy that hangs up',
		failed({}, failed({ message: 'Proxy connection ended before receiving CONNECT response' })),
		{ code: 'NO_TUNNEL' },
	],
	[
		'a proxy that speaks something else',
		failed({ message: 'No header received from proxy CONNECT response' }),
		{ code: 'NO_TUNNEL' },
	],
])('%s', (_, error, fault) => {
	expect(networkFault(error)).toStrictEqual(fault);
});

test.each([
	[9, 'EPIPE'],
	[10, 'UNKNOWN'],
])('within %d wrappers the code is %s', (wrappers, code) => {
	const error = Array.from({ length: wrappers }).reduce<Error>(
		(cause) => failed({}, cause),
		failed({ code: 'EPIPE' }),
	);
	expect(networkFault(error)).toEqual({ code });
});

test('an error that is its own cause is no trap', () => {
	const error = failed({ message: 'round' });
	error.cause = error;
	expect(networkFault(error)).toEqual({ code: 'UNKNOWN' });
});

test.each<[string, Omit<NetworkFault, 'code'>, string, string | undefined]>([
	['nothing known', {}, 'https://api.openai.com/v1', undefined],
	['a port of a host that is not known', { port: 3128 }, 'https://api.openai.com/v1', undefined],
	['its own name', { host: 'api.openai.com' }, 'https://api.openai.com/v1', undefined],
	['another name', { host: 'proxy.lan' }, 'https://api.openai.com/v1', 'proxy.lan'],
	['a name that ends like an address', { host: 'proxy.10' }, 'https://a.com/v1', 'proxy.10'],
	['a name that begins like an address', { host: '10.lan' }, 'https://a.com/v1', '10.lan'],
	['another port', { host: '10.0.0.1', port: 3128 }, 'https://a.com/v1', '10.0.0.1:3128'],
	['its own port', { host: '10.0.0.1', port: 443 }, 'https://a.com/v1', undefined],
	['the port of http', { host: '10.0.0.1', port: 80 }, 'http://a.com/v1', undefined],
	['its own odd port', { host: '127.0.0.1', port: 4010 }, 'http://localhost:4010/v1', undefined],
	['another address', { host: '10.0.0.1', port: 80 }, 'http://10.0.0.2/v1', '10.0.0.1'],
	['its own IPv6 address', { host: '::1', port: 80 }, 'http://[::1]/v1', undefined],
	['an address of a name', { host: '::1' }, 'http://localhost/v1', undefined],
])('to %s', (_, fault, baseUrl, proxy) => {
	expect(proxyIn({ code: 'X', ...fault }, baseUrl)).toBe(proxy);
});

test.each([
	['ECONNRESET', true],
	['UNKNOWN', true],
	// Of a connection that had been made.
	['ERR_SSL_DECRYPTION_FAILED_OR_BAD_RECORD_MAC', true],
	['EPROTO', false],
	['ERR_SSL_WRONG_VERSION_NUMBER', false],
	['ECONNREFUSED', false],
	['NO_TUNNEL', false],
	['NOT_CONNECTED', false],
	['ETIMEDOUT', true],
	['SSRF_BLOCKED', false],
	['SELF_SIGNED_CERT_IN_CHAIN', false],
	['UNABLE_TO_VERIFY_LEAF_SIGNATURE', false],
	['INVALID_CA', false],
	['CERT_HAS_EXPIRED', false],
	['ERR_TLS_CERT_ALTNAME_INVALID', false],
])('after %s, the server may have acted: %p', (code, ambiguous) => {
	expect(isAmbiguous(undefined, code)).toBe(ambiguous);
});
