import { isTerminal, jobFailure } from '../../../nodes/shared/status';

test.each(['succeeded', 'failed', 'cancelled'])('%s is final', (status) => {
	expect(isTerminal(status)).toBe(true);
});

test.each([
	'validating_files',
	'queued',
	'running',
	'paused',
	'pausing',
	'created',
	'a_status_nobody_knows',
	'',
	'Succeeded',
])("'%s' can still change", (status) => {
	expect(isTerminal(status)).toBe(false);
});

test.each([
	['is missing', undefined],
	['is null', null],
	['is an empty object', {}],
	['is an object of nulls', { code: null, message: null, param: null }],
	['holds empty texts', { code: '', message: '' }],
	['names a field only', { param: 'training_file' }],
])('a job whose error %s is healthy', (_, error) => {
	expect(jobFailure({ error })).toBeNull();
});

test.each([
	['a code', { code: 'invalid_n_examples' }],
	['a message', { message: 'Training file has 7 example(s)' }],
	['both', { code: 'unsafe_file', message: 'Refused', param: 'training_file' }],
])('a job whose error has %s has failed for that reason', (_, error) => {
	expect(jobFailure({ error })).toEqual(error);
});
