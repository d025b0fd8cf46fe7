import { isRecord } from '../../shared/text';
import { fault, type Fault } from './findings';

/** The tools that an example offers its model: `tools`, `functions` and `parallel_tool_calls`. */
export function toolFaults(example: Record<string, unknown>, where: string): Fault[] {
	const { tools, functions, parallel_tool_calls: parallel } = example;
	const faults: Fault[] = [];
	if (tools !== undefined && !isListOf(tools, isTool)) {
		faults.push(
			fault(
				'tools_invalid',
				`${where} has 'tools' that are no list of {"type": "function", "function": {"name": "…"}}`,
			),
		);
	}
	if (functions !== undefined && !isListOf(functions, isNamed)) {
		faults.push(
			fault('tools_invalid', `${where} has 'functions' that are no list of {"name": "…"}`),
		);
	}
	if (parallel !== undefined && typeof parallel !== 'boolean') {
		faults.push(
			fault('tools_invalid', `${where} has 'parallel_tool_calls', which must be true or false`),
		);
	}
	return faults;
}

/** The calls that a message makes, and what a tool's answer must refer to. */
export function callFaults(message: Record<string, unknown>, where: string): Fault[] {
	const { role, tool_calls: calls, function_call: call, tool_call_id: id } = message;
	const faults: Fault[] = [];
	if ((calls !== undefined || call !== undefined) && role !== 'assistant') {
		faults.push(
			fault('tool_calls_invalid', `${where} has calls, which only assistant messages may have`),
		);
	} else if (calls !== undefined && !(isListOf(calls, isCall) && calls.length > 0)) {
		faults.push(
			fault(
				'tool_calls_invalid',
				`${where} has 'tool_calls' that are no list of {"id": "…", "type": "function", "function": {"name": "…", "arguments": "{…}"}} with the arguments as text`,
			),
		);
	} else if (call !== undefined && !isFunctionCall(call)) {
		faults.push(
			fault(
				'tool_calls_invalid',
				`${where} has a 'function_call' that is not {"name": "…", "arguments": "{…}"} with the arguments as text`,
			),
		);
	}
	if (role === 'tool' && !(typeof id === 'string' && id !== '')) {
		faults.push(
			fault(
				'tool_call_id_missing',
				`${where} has no 'tool_call_id': give the ID of the call it answers`,
			),
		);
	}
	return faults;
}

function isListOf(value: unknown, test: (entry: unknown) => boolean): value is unknown[] {
	return Array.isArray(value) && value.every(test);
}

function isNamed(value: unknown): boolean {
	return isRecord(value) && typeof value.name === 'string' && value.name !== '';
}

function isTool(value: unknown): boolean {
	return isRecord(value) && value.type === 'function' && isNamed(value.function);
}

function isFunctionCall(value: unknown): boolean {
	return isNamed(value) && isRecord(value) && typeof value.arguments === 'string';
}

function isCall(value: unknown): boolean {
	return (
		isRecord(value) &&
		typeof value.id === 'string' &&
		value.type === 'function' &&
		isFunctionCall(value.function)
	);
}
