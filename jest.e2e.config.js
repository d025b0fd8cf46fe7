// The tests that start a real n8n and a browser. `npm run e2e` prepares both and then runs these.
module.exports = {
	roots: ['<rootDir>/test/e2e'],
	transform: { '^.+\\.ts$': ['ts-jest', { tsconfig: 'tsconfig.dev.json' }] },
	// A whole n8n starts within these times.
	testTimeout: 120_000,
	// What a failed test leaves running must not keep the run from ending.
	forceExit: true,
};
