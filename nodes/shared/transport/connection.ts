import type { ApiContext } from '../execution';
import type { Call, Creation, Exchange, Server, Subject } from '../http';
import type { ByteStream } from '../stream';
import type { Budget } from './budget';
import type { Outcome, Repeat } from './retry';

/** One server in use with one credential: what is the same for every call of one run of a node. */
export interface Connection {
	context: ApiContext;
	server: Server;
	/** Keys in use, which no message may repeat. */
	secrets: readonly string[];
	hasAdminKey: boolean;
	/** Shared with all other executions that use the same account. */
	budget: Budget;
	/** The server's own time at its first answer, in Unix seconds; null while unknown. */
	firstDate: number | null;
	/** After this moment (epoch ms) nothing is started or waited for. */
	deadline: number;
}

/**
 * What a probe for the effect of a write found; `unknown` where probing proved nothing. `refused` where the server
 * remembers that it refused the write, and does so again in its own words.
 */
export type Probe<T> =
	| { state: 'found'; value: T }
	| { state: 'absent' }
	| { state: 'refused' }
	| { state: 'unknown' };

/** How a write deals with an attempt of which nobody knows whether the server acted. */
export interface Recovery<T> {
	/** Probes for the effect. Must not throw; takes the time it needs. */
	probe(): Promise<Probe<T>>;
	/** When a call that had no effect is sent again. */
	repeat: Extract<Repeat, 'safe' | 'ifAbsent'>;
	/** How a person recognises what may have been created, as a sentence. */
	sign?: string;
}

/** What a call is for, and what may be done when it fails. */
export interface Purpose<T> {
	/** What this call does, as it completes "Could not …". */
	action: string;
	subject?: Subject;
	/** What the call makes at the provider: then a failure may leave it there. */
	creates?: Creation;
	/** How to find out whether an ambiguous attempt was carried out. Without it, a write is not repeated. */
	recovery?: Recovery<T>;
	/** Told of each ambiguous attempt. */
	onAmbiguous?(outcome: Outcome): void;
	/** A write that does no harm when it is carried out twice: retried like a read. */
	repeatable?: boolean;
	/** What 404 means after an ambiguous attempt of a write that removes something. */
	ifGone?: T;
	timeoutMs?: number;
	/** Whether it is tried once only: whoever asks does so again. */
	once?: boolean;
}

/** A call whose answer is JSON, or one whose bytes are taken as they come. */
export type ApiRequest<T> = Purpose<T> &
	(
		| Exchange<T>
		| (Call & {
				receive(body: ByteStream, headers: Readonly<Record<string, unknown>>): Promise<T>;
		  })
	);
