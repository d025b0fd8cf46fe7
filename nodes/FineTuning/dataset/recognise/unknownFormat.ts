import { fault, type Fault } from '../findings';
import { likelyKey } from '../keys';
import { quoted } from '../words';
import { CHAT_KEYS, PREFERENCE_KEYS } from './kinds';

const FORMAT_KEYS: ReadonlySet<string> = new Set([...CHAT_KEYS, ...PREFERENCE_KEYS]);

/**
 * What is nothing known: its keys are named, as the user knows best what they mean.
 * @param subject begins the sentence, e.g. `The example has`
 */
export function unknownFormat(keys: readonly string[], subject: string): Fault {
	const wanted =
		"an example needs 'messages', or 'input' with 'preferred_output' and 'non_preferred_output'";
	if (keys.length === 0) return fault('unknown_format', `${subject} no keys, and ${wanted}`);
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
