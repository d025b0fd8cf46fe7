import { fault, whereInWords, type Fault, type Where } from './findings';
import { CHAT_KEYS, PREFERENCE_KEYS } from './recognise/kinds';
import { quoted } from './words';

/** What people write for a key, and the key that is meant. */
const MEANT: Readonly<Record<string, string>> = {
	message: 'messages',
	msgs: 'messages',
	conversation: 'messages',
	tool: 'tools',
	function: 'functions',
	text: 'content',
	value: 'content',
	from: 'role',
	speaker: 'role',
	toolcalls: 'tool_calls',
	toolcallid: 'tool_call_id',
	preferred: 'preferred_output',
	nonpreferred: 'non_preferred_output',
	nonpreferredoutput: 'non_preferred_output',
	preferredoutput: 'preferred_output',
};

/** The key that was probably meant; undefined when there is no likely one. */
export function likelyKey(key: string, known: ReadonlySet<string>): string | undefined {
	const plain = key.trim().toLowerCase();
	const meant = [...known].find((one) => one === plain) ?? MEANT[plain.replace(/[\s_-]/g, '')];
	return meant !== undefined && known.has(meant) && meant !== key ? meant : undefined;
}

/** The keys of an object that the format does not know, one fault for all of them. */
export function unknownKeys(
	object: Record<string, unknown>,
	known: ReadonlySet<string>,
	where: Where,
	faults: Fault[],
): void {
	let unknown: string[] | undefined;
	for (const key in object) {
		if (known.has(key)) continue;
		unknown ??= [];
		unknown.push(key);
	}
	if (!unknown) return;
	const what = unknown.length === 1 ? 'the unknown key' : 'the unknown keys';
	faults.push(
		fault(
			'unknown_key',
			`${whereInWords(where)} has ${what} ${quoted(unknown, 5)}: ${advice(unknown, known)}`,
		),
	);
}

function advice([first = '', ...others]: readonly string[], known: ReadonlySet<string>): string {
	if (others.length > 0) return 'remove or rename them';
	if (first.toLowerCase() === 'system' && known.has('messages')) {
		return 'make it the first message, with the role system';
	}
	const meant = likelyKey(first, known);
	return meant === undefined ? 'remove or rename it' : `probably '${meant}' is meant`;
}

const FORMAT_KEYS: ReadonlySet<string> = new Set([...CHAT_KEYS, ...PREFERENCE_KEYS]);

const ONE_MESSAGE = 'put the messages of each conversation together on one line, {"messages": […]}';

/**
 * What is nothing known: its keys are named, as the user knows best what they mean.
 * @param subject begins the sentence, e.g. `The example has`
 */
export function unknownFormat(keys: readonly string[], subject: string): Fault {
	const wanted =
		"an example needs 'messages', or 'input' with 'preferred_output' and 'non_preferred_output'";
	if (keys.length === 0) return fault('unknown_format', `${subject} no keys, and ${wanted}`);
	if (keys.includes('role') && keys.includes('content')) {
		return fault('unknown_format', `${subject} the keys of one message: ${ONE_MESSAGE}`);
	}
	for (const key of keys) {
		const meant = likelyKey(key, FORMAT_KEYS);
		if (meant !== undefined) {
			return fault(
				'unknown_format',
				`${subject} the key '${key}' where '${meant}' is probably meant: rename it`,
			);
		}
	}
	return fault('unknown_format', `${subject} the keys ${quoted(keys)}, and ${wanted}`);
}
