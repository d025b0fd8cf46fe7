const { spawn } = require('node:child_process');
const { readFileSync } = require('node:fs');
const { rm } = require('node:fs/promises');
const { build: esbuild } = require('esbuild');
const { dest, parallel, series, src } = require('gulp');

const { packedAssets } = require('./scripts/packedAsset.js');

const clean = () => rm('dist', { recursive: true, force: true });

const compile = () =>
	spawn(process.execPath, [require.resolve('typescript/bin/tsc')], { stdio: 'inherit' });

/** Modules that carry packages of others with them: published code has no dependencies. */
const BUNDLES = {
	'nodes/FineTuning/chart/bundled/rasterizer.js': ['@resvg/resvg-wasm', '@fontsource/inter'],
	'nodes/FineTuning/dataset/csv/bundled/parser.js': ['csv-parse'],
	'nodes/FineTuning/dataset/encodings/cl100kBase.js': ['gpt-tokenizer'],
	'nodes/FineTuning/dataset/encodings/cl100kRanks.js': ['gpt-tokenizer'],
	'nodes/FineTuning/dataset/encodings/o200kBase.js': ['gpt-tokenizer'],
	'nodes/FineTuning/dataset/encodings/o200kRanks.js': ['gpt-tokenizer'],
};

/** What those packages import from Node.js, and n8n's rules forbid: modules of ours give the same. */
const ALIASES = {
	'node:stream/web': './dist/nodes/FineTuning/dataset/csv/bundled/webStreams.js',
};

/** A tokenizer's table is a module of its own, so that others have their turn between loading the two. */
const tablesApart = {
	name: 'tables apart',
	setup({ onResolve }) {
		onResolve({ filter: /bpeRanks\/(cl100k|o200k)_base/ }, ({ path, importer }) =>
			importer.endsWith('Ranks.js')
				? undefined
				: { path: path.replace(/.*\/(\w+)_base.*/, './$1Ranks.js'), external: true },
		);
	},
};

/** For a package that comes without its license: the MPL asks to tell where the source is. */
const NOTICES = {
	'@resvg/resvg-wasm':
		'Under the MPL-2.0, https://mozilla.org/MPL/2.0/. Source: https://github.com/yisibl/resvg-js',
};

const notice = (name) => {
	const terms = NOTICES[name] ?? readFileSync(`node_modules/${name}/LICENSE`, 'utf8').trim();
	return `Contains ${name} ${require(`./node_modules/${name}/package.json`).version}.\n\n${terms}`;
};

/** Puts the packages into the compiled module itself, with their licenses on top. */
const bundle = () =>
	Promise.all(
		Object.entries(BUNDLES).map(([module, names]) =>
			esbuild({
				entryPoints: [`dist/${module}`],
				outfile: `dist/${module}`,
				allowOverwrite: true,
				bundle: true,
				alias: ALIASES,
				plugins: [tablesApart, packedAssets],
				platform: 'node',
				target: 'node20',
				charset: 'utf8',
				// n8n's rules forbid it; the rasterizer has one, for browsers.
				drop: ['console'],
				minifyWhitespace: true,
				banner: { js: `/*! ${names.map(notice).join('\n\n')}\n*/` },
			}),
		),
	);

const icons = () => src('icons/*.svg').pipe(dest('dist/icons'));

const codex = () => src('nodes/**/*.node.json', { base: '.' }).pipe(dest('dist'));

exports.build = series(clean, parallel(series(compile, bundle), icons, codex));
