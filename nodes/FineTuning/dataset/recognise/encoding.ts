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
 * plain letters, else UTF-8 if it is that, else what Windows programs write.
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
	return { encoding: isUtf8(head, cut) ? 'utf-8' : 'windows-1252', markLength: 0 };
}

function isUtf8(head: Uint8Array, cut: boolean): boolean {
	try {
		new TextDecoder('utf-8', { fatal: true }).decode(head, { stream: cut });
		return true;
	} catch {
		return false;
	}
}
