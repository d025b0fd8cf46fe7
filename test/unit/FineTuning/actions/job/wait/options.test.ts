import { readWaitOptions } from '../../../../../../nodes/FineTuning/actions/job/wait/options';

const DEFAULTS = { pollSeconds: 30, maxMinutes: 60, onTimeout: 'error', failOnUnsuccessful: true };

test.each([
	[{}, DEFAULTS],
	[
		{ pollInterval: 5, maxWait: 0.5 },
		{ ...DEFAULTS, pollSeconds: 5, maxMinutes: 0.5 },
	],
	[{ pollInterval: 1 }, { ...DEFAULTS, pollSeconds: 1 }],
	[{ pollInterval: '5' }, { ...DEFAULTS, pollSeconds: 5 }],
	[
		{ onTimeout: 'return', failOnUnsuccessful: false },
		{ ...DEFAULTS, onTimeout: 'return', failOnUnsuccessful: false },
	],
	[{ failOnUnsuccessful: 'false' }, { ...DEFAULTS, failOnUnsuccessful: false }],
	[{ onTimeout: 'odd', failOnUnsuccessful: true }, DEFAULTS],
	[{ failOnUnsuccessful: 'true' }, DEFAULTS],
	[{ failOnUnsuccessful: null }, DEFAULTS],
])('the options %p mean %p', (options, value) => {
	expect(readWaitOptions(options)).toEqual({ ok: true, value });
});

test.each([
	[{ pollInterval: 0.5 }, "'Poll Interval' is 0.5", 'seconds from 1'],
	[{ pollInterval: 'x' }, "'Poll Interval' is x", 'seconds from 1'],
	[{ pollInterval: Infinity }, "'Poll Interval' is Infinity", 'seconds from 1'],
	[{ maxWait: 0 }, "'Max Wait' is 0", 'minutes above 0'],
	[{ maxWait: {} }, "'Max Wait' is not a plain value", 'minutes above 0'],
])('the options %p are refused', (options, problem, wanted) => {
	expect(readWaitOptions(options)).toEqual({
		ok: false,
		problem,
		advice: `Give a number of ${wanted}, or remove the option.`,
	});
});
