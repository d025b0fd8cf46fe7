import fc from 'fast-check';

import { blobsOf } from '../../../../../../nodes/FineTuning/actions/file/upload/blobs';

async function* given(chunks: readonly Uint8Array[]) {
	yield* chunks;
}

test('blobs hold all bytes in order, each but the last of the size asked for', async () => {
	await fc.assert(
		fc.asyncProperty(
			fc.array(fc.uint8Array({ maxLength: 40 })),
			fc.integer({ min: 1, max: 50 }),
			async (chunks, size) => {
				const blobs: Blob[] = [];
				for await (const blob of blobsOf(given(chunks), size)) blobs.push(blob);
				const whole = Buffer.concat(chunks);
				expect(Buffer.from(await new Blob(blobs).arrayBuffer()).equals(whole)).toBe(true);
				expect(blobs).toHaveLength(Math.ceil(whole.length / size));
				expect(blobs.slice(0, -1).every((blob) => blob.size === size)).toBe(true);
			},
		),
	);
});

test('without a limit there is one blob', async () => {
	const chunks = [new Uint8Array(3), new Uint8Array(4)];
	const sizes: number[] = [];
	for await (const { size } of blobsOf(given(chunks), Number.POSITIVE_INFINITY)) sizes.push(size);
	expect(sizes).toEqual([7]);
});
