import { NodeOperationError } from 'n8n-workflow';

import type { Fault } from '../../../dataset/findings';
import { parseJson } from '../../../dataset/json';
import { toolFaults } from '../../../dataset/tools';
import type { ItemRun } from '../../operation';

/**
 * The tools that are offered in every example; undefined without any.
 * @throws NodeOperationError for what the API would not take
 */
export function readTools({ context }: ItemRun, given: unknown): unknown[] | undefined {
	const fail = (problem: string) =>
		new NodeOperationError(context.getNode(), `'Tools' cannot be used: ${problem}`, {
			description:
				'Give a list such as [{"type": "function", "function": {"name": "get_weather", "parameters": {…}}}].',
		});
	if (given === undefined || given === null || given === '') return undefined;
	const parsed = typeof given === 'string' ? parseJson(given) : { ok: true as const, value: given };
	if (!parsed.ok) throw fail(parsed.problem);
	const { value } = parsed;
	if (!Array.isArray(value)) throw fail('it is no list');
	const faults: Fault[] = [];
	toolFaults({ tools: value }, 'the list', faults);
	const [first] = faults;
	if (first) throw fail(first.message);
	return value.length > 0 ? value : undefined;
}
