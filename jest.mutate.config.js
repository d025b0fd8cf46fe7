/** @type {import('jest').Config} The tests of the pure parts only: quick, and without n8n's engine. */
module.exports = {
	...require('./jest.config.js'),
	testMatch: ['**/unit/{shared,FineTuning,FineTuningTrigger}/**/*.test.ts'],
	// What is not mutated: the rules of training data, and what talks to a server.
	testPathIgnorePatterns: ['FineTuning/dataset/', 'transport/request\\.test'],
};
