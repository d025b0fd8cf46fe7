import type { ICredentialDataDecryptedObject, IHttpRequestOptions } from 'n8n-workflow';
import { UserError } from 'n8n-workflow';

import { ADMIN_KEY_MARKER, CREDENTIAL, inVersion } from '../http';
import type { Result } from '../result';
import { asText, isRecord } from '../text';
import { addressesAt } from './credentialPart';
import { providerOf, PROVIDERS } from './index';
import type { CredentialPart, CredentialValues, Protocol } from './protocol';

/** A credential of which everything that calls need is known to be there. */
export interface OpenedCredential {
	provider: Protocol;
	/** Without trailing slash, query, fragment and user info. */
	baseUrl: string;
	value: CredentialValues;
}

/** What a credential says, or what is wrong with it. Unknown providers get no key. */
export function openCredential(
	credentials: Readonly<Record<string, unknown>>,
): Result<OpenedCredential> {
	const provider = providerOf(credentials.provider);
	if (!provider) {
		return {
			ok: false,
			problem: `The credential names a provider that is not known: '${asText(credentials.provider)}'`,
			advice: `Open ${CREDENTIAL} and choose one of the list: ${PROVIDERS.map(({ displayName }) => displayName).join(', ')}. A newer version of this package may know more.`,
		};
	}
	const value = (field: string) => asText(credentials[field]);
	const baseUrl = resolveBaseUrl(provider, value);
	return baseUrl.ok ? { ok: true, value: { provider, baseUrl: baseUrl.value, value } } : baseUrl;
}

/**
 * The address that a credential means. Empty means the provider's own. So does an address at another provider's
 * host: n8n's credential form keeps the old value when the provider is changed, and a key must not go to the
 * wrong company.
 */
function resolveBaseUrl(provider: Protocol, value: CredentialValues): Result<string> {
	const { displayName, credential } = provider;
	const { placeholder } = credential.baseUrl;
	const text = withoutSlash(value('baseUrl'));
	const given = text === '' || isAnothers(provider, text) ? undefined : text;
	const missing = given === undefined ? missingIn(credential, value) : undefined;
	if (missing) {
		return {
			ok: false,
			problem: `The credential has no '${missing}'`,
			advice: `Open the credential and enter it, or a base URL, ${placeholder}`,
		};
	}
	const raw = given ?? ownAddress(credential, value);
	if (raw === '') {
		return {
			ok: false,
			problem: `The credential has no base URL for ${displayName}`,
			advice: `Open the credential and enter the base URL, ${placeholder}`,
		};
	}
	const refused = (problem: string): Result<string> => ({
		ok: false,
		problem,
		advice: `Open the credential and correct the base URL, ${placeholder}`,
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
	return { ok: true, value: withoutSlash(url.href) };
}

/** The provider's address with the credential's fields in their places, e.g. `{region}`. */
function ownAddress({ baseUrl }: CredentialPart, value: CredentialValues): string {
	return (baseUrl.default ?? '').replace(/\{(\w+)\}/g, (_, field: string) => value(field));
}

/** The label of the first field that the provider's address needs and that is empty. */
function missingIn({ baseUrl, fields = [] }: CredentialPart, value: CredentialValues) {
	return fields.find(
		({ name }) => baseUrl.default?.includes(`{${name}}`) === true && value(name) === '',
	)?.displayName;
}

/** Whether an address is the provider's own, so that what is there is known to be at the provider. */
export function isOwnAddress({ credential }: Protocol, baseUrl: string): boolean {
	const { hosts } = credential.baseUrl;
	return hosts?.test(new URL(baseUrl).hostname) ?? addressesAt(credential)?.test(baseUrl) ?? false;
}

/** `custom` may have anybody's address; for the others, it is a left-over, however it is written. */
function isAnothers({ id, credential }: Protocol, text: string): boolean {
	if (credential.baseUrl.takesAny) return false;
	const url = URL.canParse(text) ? new URL(text).href : text;
	return PROVIDERS.some((other) => other.id !== id && addressesAt(other.credential)?.test(url));
}

function withoutSlash(url: string): string {
	return url.replace(/\/+$/, '');
}

/** A redirect would carry the key to any other host. By the names of both of n8n's request helpers. */
const NO_REDIRECTS = {
	disableFollowRedirect: true,
	followRedirect: false,
	followAllRedirects: false,
};

/**
 * Puts the key onto a call. A function, because an optional header that is empty must not be sent at all.
 * n8n's HTTP Request node uses it, too: to any other address than the credential's own it gives no key.
 * @throws UserError for such an address, and for a credential that cannot be used
 */
export async function authenticate(
	credentials: ICredentialDataDecryptedObject,
	options: IHttpRequestOptions,
): Promise<IHttpRequestOptions> {
	const opened = openCredential(credentials);
	if (!opened.ok) throw new UserError(`${opened.problem}. ${opened.advice}`);
	const { provider, baseUrl, value } = opened.value;
	const addresses = addressesOf(options);
	const { versions = [] } = provider.credential.baseUrl;
	const bases = [baseUrl, ...versions.map((version) => inVersion(baseUrl, version))];
	const other = addresses.find((address) => !bases.some((base) => isBelow(address, base)));
	if (addresses.length === 0 || other !== undefined) {
		const where = URL.canParse(other ?? '') ? new URL(other ?? '').origin : 'an incomplete address';
		throw new UserError(
			`The key of the Fine-Tuning API credential is for ${baseUrl} only, and was not sent to ${where}`,
		);
	}
	const { [ADMIN_KEY_MARKER]: marker, ...headers } = options.headers ?? {};
	const admin = marker !== undefined && provider.credential.hasAdminKey === true;
	const { headers: own, query = {}, body } = provider.credential.authentication(value, admin);
	const parameters = filled(query);
	return {
		...options,
		...NO_REDIRECTS,
		headers: { ...headers, ...filled(own) },
		...(Object.keys(parameters).length > 0 && { qs: { ...options.qs, ...parameters } }),
		...(body &&
			isJsonWrite(options) && {
				body: { ...body, ...(isRecord(options.body) && options.body) },
			}),
	};
}

/** A write whose body is JSON or nothing; a form's fields are the file's. */
function isJsonWrite({ method, body }: IHttpRequestOptions): boolean {
	if (method === undefined || method === 'GET' || method === 'DELETE') return false;
	return body === undefined || (isRecord(body) && !(body instanceof FormData));
}

function filled<T>(values: Readonly<Record<string, T>>): Record<string, T> {
	return Object.fromEntries(Object.entries(values).filter(([, value]) => value !== ''));
}

/**
 * Every address that a call could mean: n8n's older request helper, which its HTTP Request node uses, has it in
 * `uri`, and a base may stand beside either.
 */
function addressesOf(options: IHttpRequestOptions & { uri?: unknown }): string[] {
	const base = asText(options.baseURL);
	const given = [asText(options.url), asText(options.uri)].filter((address) => address !== '');
	// As the HTTP client tells a complete address from one that is put behind the base.
	const complete = (address: string) => /^([a-z][a-z\d+.-]*:)?\/\//i.test(address);
	return [
		...(base === '' ? [] : [base]),
		...given.map((address) =>
			base === '' || complete(address)
				? address
				: `${withoutSlash(base)}/${address.replace(/^\/+/, '')}`,
		),
	];
}

/** Whether an address lies at the base URL or below it, when both are normalised. */
function isBelow(address: string, baseUrl: string): boolean {
	if (!URL.canParse(address)) return false;
	const { origin, pathname } = new URL(address);
	const base = new URL(baseUrl);
	const path = withoutSlash(base.pathname);
	return origin === base.origin && (pathname === path || pathname.startsWith(`${path}/`));
}
