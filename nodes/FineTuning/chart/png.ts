type Rasterizer = typeof import('./bundled/rasterizer.js');

interface Loaded {
	Resvg: Rasterizer['Resvg'];
	fontBuffers: Uint8Array[];
}

let loading: Promise<Loaded> | undefined;

/**
 * An SVG as PNG, in its own size; its texts in Inter, regular or semi-bold. The rasterizer is loaded at the
 * first picture, which takes about half a second and some 100 MB: only those who draw shall pay for it.
 * @throws what the rasterizer says of an SVG that is none
 */
export async function toPng(svg: string): Promise<Uint8Array> {
	loading ??= load();
	// Whoever comes after a failure tries again.
	loading.catch(() => {
		loading = undefined;
	});
	const { Resvg, fontBuffers } = await loading;
	const drawing = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'Inter' } });
	const image = drawing.render();
	const png = image.asPng();
	// What lies in the rasterizer's memory is collected by nobody.
	image.free();
	drawing.free();
	return png;
}

async function load(): Promise<Loaded> {
	const { Resvg, initWasm, program, regular, semiBold } = await import('./bundled/rasterizer.js');
	const fontBuffers = await Promise.all([regular, semiBold].map(unpacked));
	await initWasm(await unpacked(program));
	return { Resvg, fontBuffers };
}

async function unpacked(packed: string): Promise<Uint8Array> {
	const bytes = new Blob([Buffer.from(packed, 'base64')]).stream();
	const unzipped = bytes.pipeThrough(new DecompressionStream('gzip'));
	return new Uint8Array(await new Response(unzipped).arrayBuffer());
}
