import { isRecord } from '../../text';
import { numberOf, textOf } from '../openAiProtocol/readers';

/** Where endpoints are stopped and deleted. */
export const DASHBOARD = 'https://api.together.ai/endpoints';

/** States of an endpoint that leads to one that runs, the nearest first. One that is not known is looked at last. */
const USABLE = ['STARTED', 'STARTING', 'PENDING', 'STOPPING', 'STOPPED'];
/** What will never run again. */
export const BROKEN = /error|fail|delet|terminat/i;
/** What does not run, and can. */
export const DOWN: ReadonlySet<string> = new Set(['STOPPING', 'STOPPED']);

/** How far it is from one that runs; 0 is one that does. */
export function rankOf({ state }: Endpoint): number {
	const rank = USABLE.indexOf(state);
	return rank === -1 ? USABLE.length : rank;
}

export interface Endpoint {
	id: string;
	/** By which the model is asked. */
	name: string;
	model: string | null;
	hardware: string | null;
	state: string;
}

export function readEndpoint(raw: unknown): Endpoint | null {
	if (!isRecord(raw)) return null;
	const id = textOf(raw.id);
	const name = textOf(raw.name);
	const state = textOf(raw.state);
	if (id === null || name === null || state === null) return null;
	return { id, name, state, model: textOf(raw.model), hardware: textOf(raw.hardware) };
}

export interface Hardware {
	id: string;
	/** US cents a minute; infinite where that is not told. */
	price: number;
	isFree: boolean;
}

export function readHardware(raw: unknown): Hardware | null {
	if (!isRecord(raw)) return null;
	const id = textOf(raw.id);
	if (id === null) return null;
	const { pricing, availability } = raw;
	const status = isRecord(availability) ? textOf(availability.status) : null;
	return {
		id,
		price: (isRecord(pricing) ? numberOf(pricing.cents_per_minute) : null) ?? Infinity,
		isFree: status === null || status === 'available',
	};
}

/** What is known of an endpoint beside what it tells. */
export interface Terms {
	/** US cents a minute. */
	price?: number;
	/** The hardware that is wished. */
	wanted?: string;
}

/** What users have to know of an endpoint that they pay for. */
export function noteOf({ hardware }: Endpoint, { price = Infinity, wanted }: Terms): string {
	const costs = Number.isFinite(price) ? `costs ${price} US cents a minute` : 'costs by the minute';
	const told = `It runs on ${hardware ?? 'hardware of its own'} and ${costs}, used or not, until you stop it at ${DASHBOARD}.`;
	if (wanted === undefined || hardware === null || wanted === hardware) return told;
	return `${told} It ran already, so it is not on ${wanted}: to change that, delete it there and deploy again.`;
}
