import type { IDataObject, INodeProperties } from 'n8n-workflow';

/** What the credential asks of the user for this provider, and how it is used. */
export interface CredentialPart {
	/** Shown beside the provider's name where that does not tell enough. */
	description?: string;
	/** What has to be known before this provider is chosen, shown once it is. */
	notice?: string;
	baseUrl: {
		/** Null where the address is the user's own. `{field}` stands for a field of the credential. */
		default: string | null;
		/** Whether it may be any server's, another provider's among them. */
		takesAny?: true;
		/** The hosts that are this provider's, where the default does not tell. */
		hosts?: RegExp;
		/** Versions of the API beside the base URL's own that calls are made to. */
		versions?: readonly string[];
		/** e.g. `e.g. https://…` */
		placeholder: string;
		description: string;
	};
	/** Fields of its own, without `displayOptions`; several providers may share one. */
	fields?: readonly INodeProperties[];
	/** Headers and query that go with every call, with empty values left out by the caller. */
	authentication(credentials: CredentialValues, admin: boolean): Authentication;
	/** Whether a server may take calls without an API key. */
	keyOptional?: true;
	/** Whether an admin key is among the fields, and calls can be made with it. */
	hasAdminKey?: true;
}

/** A credential's fields as trimmed texts; absent ones are empty. */
export type CredentialValues = (field: string) => string;

export interface Authentication {
	headers: Readonly<Record<string, string>>;
	query?: IDataObject;
	/** Goes into the body of every write in JSON. */
	body?: IDataObject;
}

/**
 * Every address at the host of the provider's default, whatever its path, port or spelling; undefined where there
 * is no default. Without the `g` flag, and with nothing that n8n's expressions do not take.
 */
export function addressesAt({ baseUrl }: CredentialPart): RegExp | undefined {
	const host = /^https:\/\/([^/]+)/.exec(baseUrl.default ?? '')?.[1];
	if (host === undefined) return undefined;
	const pattern = host.replaceAll('.', '\\.').replace(/\{\w+\}/g, '[^./]*');
	return new RegExp(`^https?://([^/?#]*@)?${pattern}\\.?(:\\d*)?([/?#]|$)`, 'i');
}
