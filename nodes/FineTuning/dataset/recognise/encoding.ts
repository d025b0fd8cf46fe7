/** Encodings that a file of text can be read in. */
export type TextEncoding = 'utf-8' | 'utf-16le' | 'utf-16be' | 'windows-1252';

/** How a file's first bytes say that its text is encoded. */
export interface FoundEncoding {
	encoding: TextEncoding;
	/** Bytes of the byte order mark, to skip. */
	markLength: number;
}

/**
 * The encoding of a text by its beginning: by its byte order mark, by the zeros that UTF-16 puts beside
 * plain letters, else UTF-8 if it is that but for a few characters, else what Windows programs write.
 * @param cut whether the beginning may end within a character
 */
export function encodingOf(head: Uint8Array, cut: boolean): FoundEncoding {
	const [a, b, c] = head;
	if (a === 0xef && b === 0xbb && c === 0xbf) return { encoding: 'utf-8', markLength: 3 };
	if (a === 0xff && b === 0xfe) return { encoding: 'utf-16le', markLength: 2 };
	if (a === 0xfe && b === 0xff) return { encoding: 'utf-16be', markLength: 2 };
	const pairs = Math.min(head.length >> 1, 100);
	if (pairs > 1) {
		let first = 0;
		let second = 0;
		for (let at = 0; at < pairs * 2; at += 2) {
			if (head[at] === 0) first += 1;
			if (head[at + 1] === 0) second += 1;
		}
		if (second > pairs * 0.4 && first === 0) return { encoding: 'utf-16le', markLength: 0 };
		if (first > pairs * 0.4 && second === 0) return { encoding: 'utf-16be', markLength: 0 };
	}
	const utf8 = isUtf8(head, cut) || isMostlyUtf8(head);
	return { encoding: utf8 ? 'utf-8' : 'windows-1252', markLength: 0 };
}

function isUtf8(head: Uint8Array, cut: boolean): boolean {
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: cut });
		return true;
	} catch {
		return false;
	}
}

/** Whether of the bytes beyond ASCII more make characters of UTF-8 than do not: one bad line is not the file. */
function isMostlyUtf8(head: Uint8Array): boolean {
	let good = 0;
	let bad = 0;
	for (let at = 0; at < head.length; at += 1) {
		const byte = head[at] ?? 0;
		if (byte < 0x80) continue;
		const more = byte >= 0xf0 ? 3 : byte >= 0xe0 ? 2 : 1;
		const rest = head.subarray(at + 1, at + 1 + more);
		if (byte >= 0xc2 && rest.length === more && rest.every((one) => one >> 6 === 2)) {
			good += 1;
			at += more;
		} else bad += 1;
	}
	return good > bad;
}
