/** @type {import('jest').Config} The tests of the pure parts only: quick, and without n8n's engine. */
module.exports = {
	...require('./jest.config.js'),
	testMatch: ['**/unit/{shared,trigger,FineTuningTrigger}/**/*.test.ts'],
	testPathIgnorePatterns: ['transport/request\\.test'],
};
