import { fault, type Fault } from './findings';

/** How a file's first bytes say that it is encoded. */
export interface Mark {
	/** Bytes to skip. */
	length: number;
	fault: Fault;
}

/** The byte order mark at the beginning of a file, if there is one. */
export function encodingMark([a, b, c]: Uint8Array): Mark | undefined {
	if (a === 0xef && b === 0xbb && c === 0xbf) {
		return {
			length: 3,
			fault: fault(
				'bom',
				'The file begins with a byte order mark (BOM), which some providers refuse: save it as UTF-8 without BOM',
			),
		};
	}
	if ((a === 0xff && b === 0xfe) || (a === 0xfe && b === 0xff)) {
		return { length: 2, fault: fault('utf16', 'The file is UTF-16: save it as UTF-8') };
	}
	return undefined;
}
