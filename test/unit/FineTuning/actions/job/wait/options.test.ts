import { readWaitOptions } from '../../../../../../nodes/FineTuning/actions/job/wait/options';

const DEFAULTS = { pollSeconds: 30, maxMinutes: 60, onTimeout: 'error', failOnUnsuccessful: true };

test.each([
	[{}, DEFAULTS],
	[
		{ pollInterval: 5, maxWait: 0.5 },
		{ ...DEFAULTS, pollSeconds: 5, maxMinutes: 0.5 },
	],
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
	[{ pollInterval: 0.5 }, "'Poll Interval' is 0.5"],
	[{ pollInterval: 'x' }, "'Poll Interval' is x"],
	[{ pollInterval: Infinity }, "'Poll Interval' is Infinity"],
	[{ maxWait: 0 }, "'Max Wait' is 0"],
	[{ maxWait: {} }, "'Max Wait' is not a plain value"],
])('the options %p are refused', (options, problem) => {
	expect(readWaitOptions(options)).toMatchObject({ ok: false, problem });
});
