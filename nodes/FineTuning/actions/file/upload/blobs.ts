/**
 * Joins pieces into blobs of `size` bytes, the last one shorter. A blob keeps its bytes outside the heap,
 * and one made of others shares theirs: each byte is held once.
 */
export async function* blobsOf(
	chunks: AsyncIterable<Uint8Array>,
	size: number,
): AsyncGenerator<Blob, void, void> {
	let pieces: Blob[] = [];
	let missing = size;
	for await (const chunk of chunks) {
		for (let from = 0; from < chunk.length; ) {
			const piece = chunk.subarray(from, from + missing);
			pieces.push(new Blob([new Uint8Array(piece)]));
			from += piece.length;
			missing -= piece.length;
			if (missing === 0) {
				yield new Blob(pieces);
				pieces = [];
				missing = size;
			}
		}
	}
	if (pieces.length > 0) yield new Blob(pieces);
}
