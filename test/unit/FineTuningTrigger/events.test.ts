import fc from 'fast-check';

import { eventOf, EVENTS } from '../../../nodes/FineTuningTrigger/events';
import { aJob } from '../builders';

test.each<[status: string, previous: string | null, wanted: string[], event: string | null]>([
	['succeeded', 'running', ['succeeded'], 'succeeded'],
	['failed', 'running', ['succeeded'], null],
	['cancelled', null, ['cancelled'], 'cancelled'],
	['paused', 'running', ['paused', 'running'], 'paused'],
	['running', 'paused', ['running'], 'running'],
	['queued', 'paused', ['created', 'running'], null],
	['queued', null, ['created'], 'created'],
	['validating_files', null, ['created'], 'created'],
	['running', null, ['created'], 'created'],
	['running', null, ['created', 'running'], 'running'],
	['succeeded', null, ['created', 'failed'], 'created'],
	['succeeded', null, ['running'], null],
	['created', null, ['created'], 'created'],
	['created', 'queued', ['created'], null],
	['pausing', 'running', [...EVENTS], null],
	['succeeded', 'running', [], null],
])('%s after %p, with %p wanted, is the event %p', (status, previousStatus, wanted, event) => {
	expect(eventOf({ job: aJob({ status }), previousStatus }, wanted)).toBe(event);
});

test('nobody is told of what they did not ask for', () => {
	fc.assert(
		fc.property(
			fc.string(),
			fc.option(fc.string()),
			fc.subarray([...EVENTS]),
			(status, previousStatus, wanted) => {
				const event = eventOf({ job: aJob({ status }), previousStatus }, wanted);
				if (event !== null) expect(wanted).toContain(event);
			},
		),
	);
});
