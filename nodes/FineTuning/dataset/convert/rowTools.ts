import { isRecord } from '../../../shared/text';

/** Tools as the API takes them: others write the functions themselves, or their JSON. */
export function toolsOf(given: unknown): unknown[] | undefined {
	if (!Array.isArray(given) || given.length === 0) return undefined;
	return given.map((tool: unknown) =>
		isRecord(tool) && !('function' in tool) && typeof tool.name === 'string'
			? { type: 'function', function: tool }
			: tool,
	);
}
