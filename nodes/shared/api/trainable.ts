import { NodeApiError, type JsonObject } from 'n8n-workflow';

import { shortened } from '../text';
import { TIMEOUT_MS } from '../timing';
import { send, type Caller } from './caller';

/** How servers refuse a create for what stands in it. */
const REFUSALS: ReadonlyArray<string | null> = ['400', '404', '422'];
/** More names than this help nobody. */
const NAMES_AT_MOST = 12;

/**
 * The error of a create that was refused. Where the provider tells which models it trains, that of any other model
 * names them: not every server does that itself. Never throws.
 */
export async function namingModels(
	caller: Caller,
	model: string,
	error: unknown,
): Promise<NodeApiError> {
	const node = caller.context.getNode();
	const known = new NodeApiError(node, error as JsonObject);
	const route = caller.provider.models?.trainable;
	if (!route || !REFUSALS.includes(known.httpCode)) return known;
	let names: readonly string[];
	try {
		names = await send(caller, route(), {
			action: 'list the models that can be trained',
			once: true,
			timeoutMs: TIMEOUT_MS / 4,
		});
	} catch {
		// What the user is told is why the job was not created.
		return known;
	}
	if (names.length === 0 || names.includes(model)) return known;
	const message = `${caller.provider.displayName} does not train '${shortened(model)}'`;
	// What the server says may be about something else: its first words stand in the message that goes.
	const said = `${known.message}. ${known.description ?? ''}`;
	const description = `Choose one of these under Base Model: ${listed(names)}. ${said}`;
	return new NodeApiError(
		node,
		{ message },
		{ message, description: description.trim(), httpCode: known.httpCode ?? '' },
	);
}

function listed(names: readonly string[]): string {
	const shown = [...names].sort().slice(0, NAMES_AT_MOST);
	const more = names.length - shown.length;
	return `${shown.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
}
