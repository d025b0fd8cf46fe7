import { NodeApiError, NodeOperationError, type JsonObject } from 'n8n-workflow';

import type { Page } from '../domain/page';
import { warn, type ApiContext } from '../execution';
import type { Exchange } from '../http';
import { PROVIDERS } from '../providers';
import type { Protocol } from '../providers/protocol';
import type { Connection, Purpose } from '../transport/connection';
import { request } from '../transport/request';

/** One provider at one address, and the only way from here to the transport. */
export interface Caller {
	context: ApiContext;
	provider: Protocol;
	connection: Connection;
	/** What the user was told already: the same thing is said once, whatever the number of pages or items. */
	warned: Set<string>;
}

/** How long a call may take, with its retries and pauses. */
export interface Limit {
	withinMs?: number;
	/** How long the progress of a list's jobs may be read, where that tells how they stand. */
	progressWithinMs?: number;
}

/** The same caller for one call that has to end within so long, whatever becomes of the computer's clock. */
export function within(caller: Caller, { withinMs }: Pick<Limit, 'withinMs'>): Caller {
	if (withinMs === undefined) return caller;
	const { connection } = caller;
	const end = performance.now() + withinMs;
	return {
		...caller,
		connection: {
			...connection,
			get firstDate() {
				return connection.firstDate;
			},
			set firstDate(date) {
				connection.firstDate = date;
			},
			get deadline() {
				return Math.min(connection.deadline, Date.now() + end - performance.now());
			},
		},
	};
}

/** @throws NodeApiError, NodeOperationError */
export async function send<T>(
	{ connection }: Caller,
	exchange: Exchange<T>,
	purpose: Purpose<T>,
): Promise<T> {
	return await request<T>(connection, { ...exchange, ...purpose });
}

/**
 * Tells the user of something that is no error, once.
 * @param about what must not be told twice
 */
export function warnOnce({ context, warned }: Caller, about: string, message: string): void {
	if (!warned.has(about)) warn(context, message);
	warned.add(about);
}

/** A part of a list; what of it could not be read is told to the user. */
export async function sendForPage<T>(
	caller: Caller,
	exchange: Exchange<Page<T>>,
	purpose: Purpose<Page<T>>,
): Promise<Page<T>> {
	const page = await send(caller, exchange, purpose);
	if (page.unsound > 0) {
		const what = page.unsound === 1 ? 'An object was' : `${page.unsound} objects were`;
		const message = `${what} left out of the answer to "${purpose.action}": ${caller.provider.displayName} sent them without an ID, a status or a time.`;
		warnOnce(caller, purpose.action, message);
	}
	return page;
}

/**
 * What the provider has for something.
 * @param what as it completes "… cannot": `pause jobs`
 * @throws NodeOperationError in words, before anything is sent
 */
export function offered<R>(
	{ context, provider }: Caller,
	pick: (provider: Protocol) => R | undefined,
	what: string,
): R {
	const route = pick(provider);
	if (route !== undefined) return route;
	const others = PROVIDERS.filter((other) => pick(other) !== undefined);
	const names = others.map(({ displayName }) => displayName).join(', ');
	throw new NodeOperationError(context.getNode(), `${provider.displayName} cannot ${what}`, {
		description:
			others.length === 0
				? 'No provider can. Do without this step.'
				: `${others.length === 1 ? `Only ${names} can` : `These can: ${names}`}. Choose a credential of such a provider, or do without this step.`,
	});
}

/**
 * The answer to a call, or null when the server answers with one of these statuses: it does not have
 * what the call names.
 */
export async function unlessGone<T>(
	{ context }: Pick<Caller, 'context'>,
	statuses: readonly string[],
	ask: () => Promise<T>,
): Promise<T | null> {
	try {
		return await ask();
	} catch (error) {
		if (error instanceof NodeApiError && statuses.includes(error.httpCode ?? '')) return null;
		throw new NodeApiError(context.getNode(), error as JsonObject);
	}
}
