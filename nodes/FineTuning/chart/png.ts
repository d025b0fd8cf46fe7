import { sleep } from 'n8n-workflow';

type Rasterizer = typeof import('./bundled/rasterizer.js');

interface Loaded {
	Resvg: Rasterizer['Resvg'];
	fontBuffers: Uint8Array[];
}

let loading: Promise<Loaded> | undefined;

/**
 * An SVG as PNG, in its own size; its texts in Inter, regular or semi-bold. The rasterizer is loaded at the
 * first picture, and takes a quarter of a second and some 100 MB: only those who draw shall pay for it.
 * @throws what the rasterizer says of an SVG that is none
 */
export async function toPng(svg: string): Promise<Uint8Array> {
	loading ??= load();
	// Whoever comes after a failure tries again.
	loading.catch(() => {
		loading = undefined;
	});
	const { Resvg, fontBuffers } = await loading;
	// Each step takes up to a tenth of a second: others on this n8n have their turn in between.
	await sleep(0);
	const drawing = new Resvg(svg, { font: { fontBuffers, defaultFontFamily: 'Inter' } });
	await sleep(0);
	const image = drawing.render();
	await sleep(0);
	const png = image.asPng();
	// The collector sees little of what these hold, and would take its time.
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
