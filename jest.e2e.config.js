// The tests that start a real n8n and a browser. `npm run e2e` prepares both and then runs these.

// What mockttp requires of packages that are modules only, which Jest cannot require by itself.
const esm = ['get-port', 'milliparsec'];

module.exports = {
	roots: ['<rootDir>/test/e2e'],
	transform: {
		'^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json' }],
		[`/node_modules/(${esm.join('|')})/.+\\.m?js$`]: [
			'ts-jest',
			{ tsconfig: { allowJs: true, module: 'commonjs' }, diagnostics: false },
		],
	},
	transformIgnorePatterns: [`/node_modules/(?!(${esm.join('|')})/)`],
	// A whole n8n starts within these times.
	testTimeout: 120_000,
	// What a failed test leaves running must not keep the run from ending.
	forceExit: true,
};
