const { readFileSync } = require('node:fs');
const { gzipSync } = require('node:zlib');

/** A file as the code takes it, compressed and in base64, which unpacks it. */
const packed = (path) => gzipSync(readFileSync(path), { level: 9 }).toString('base64');

/** For the build: esbuild's plugin. */
exports.packedAssets = {
	name: 'packed assets',
	setup({ onLoad }) {
		onLoad({ filter: /\.(wasm|woff2)$/ }, ({ path }) => ({
			contents: packed(path),
			loader: 'text',
		}));
	},
};

/** For Jest: a transformer. */
exports.process = (_, path) => ({
	code: `exports.__esModule = true; exports.default = ${JSON.stringify(packed(path))};`,
});
