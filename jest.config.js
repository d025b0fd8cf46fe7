/** @type {import('jest').Config} */
module.exports = {
	testEnvironment: 'node',
	roots: ['<rootDir>/test'],
	testMatch: ['**/{unit,engine,contract}/**/*.test.ts'],
	// Compiled as for publishing: Jest cannot run the `import()` of the other configuration.
	transform: {
		'^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.json', diagnostics: false }],
		'\\.(wasm|woff2)$': '<rootDir>/scripts/packedAsset.js',
	},
	transformIgnorePatterns: ['/node_modules/(?!.*\\.(wasm|woff2)$)'],
	// Written with .js: for tsx, which would take `X.node` for the X.node.json beside it, and where a
	// module is loaded with `import()`.
	moduleNameMapper: { '^(.+\\.node|.+/(?:bundled|encodings)/.+)\\.js$': '$1' },
	collectCoverageFrom: ['nodes/**/*.ts', 'credentials/**/*.ts'],
	coverageReporters: ['text'],
	// The engine is a large program: its first start in a worker takes a while on a small machine.
	testTimeout: 60_000,
};
