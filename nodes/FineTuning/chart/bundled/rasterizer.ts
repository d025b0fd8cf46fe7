// Bundled into dist by gulpfile.js, with the rasterizer and the font.
export { initWasm, Resvg } from '@resvg/resvg-wasm';
export { default as program } from '@resvg/resvg-wasm/index_bg.wasm';
export { default as regular } from '@fontsource/inter/files/inter-latin-400-normal.woff2';
export { default as semiBold } from '@fontsource/inter/files/inter-latin-600-normal.woff2';
