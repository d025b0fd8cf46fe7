import { isRecord } from '../../shared/text';
import { tell, type Fault, type Where } from './findings';

/**
 * Source for names: https://platform.openai.com/docs/api-reference/chat/create (letters, digits,
 * underscores and dashes, 64 at most).
 */
const FUNCTION_NAME = /^[\w-]{1,64}$/;

/** The tools that an example offers its model: `tools`, `functions` and `parallel_tool_calls`. */
export function toolFaults(example: Record<string, unknown>, where: Where, faults: Fault[]): void {
	const { tools, functions, parallel_tool_calls: parallel } = example;
	if (isGiven(tools)) {
		if (isListOf(tools, isTool)) {
			const described = tools.map((tool) => (isRecord(tool) ? tool.function : tool));
			tellFirst(described, 'has a tool', where, faults);
		} else {
			tell(faults, 'tools_invalid', where, NO_TOOLS);
		}
	}
	if (isGiven(functions)) {
		if (isListOf(functions, isNamed)) tellFirst(functions, 'has a function', where, faults);
		else {
			tell(faults, 'tools_invalid', where, `has 'functions' that are no list of {"name": "…"}`);
		}
	}
	if (isGiven(parallel) && typeof parallel !== 'boolean') {
		const what = "has 'parallel_tool_calls', which must be true or false";
		tell(faults, 'tools_invalid', where, what);
	}
}

const NO_TOOLS =
	'has \'tools\' that are no list of {"type": "function", "function": {"name": "…"}}';

/** The first of these functions that cannot be. */
function tellFirst(
	described: readonly unknown[],
	what: string,
	where: Where,
	faults: Fault[],
): void {
	const problem = described.map(functionProblem).find((one) => one !== undefined);
	if (problem !== undefined) tell(faults, 'tools_invalid', where, `${what} ${problem}`);
}

/** Null is as good as absent. */
function isGiven(value: unknown): boolean {
	return value !== undefined && value !== null;
}

function functionProblem(described: unknown): string | undefined {
	if (!isRecord(described)) return undefined;
	if (!FUNCTION_NAME.test(String(described.name))) {
		return `whose name is not made of up to 64 letters, digits, '_' and '-': rename it`;
	}
	const { parameters } = described;
	if (parameters !== undefined && parameters !== null && !isRecord(parameters)) {
		return "whose 'parameters' are not an object: write the JSON schema itself, not its text";
	}
	return undefined;
}

/** The calls that a message makes, and what a tool's answer must refer to. */
export function callFaults(message: Record<string, unknown>, where: Where, faults: Fault[]): void {
	const { role, tool_calls: calls, function_call: call, tool_call_id: id } = message;
	if (isGiven(calls) || isGiven(call)) {
		if (role !== 'assistant') tell(faults, 'tool_calls_invalid', where, CALLS_OF_OTHERS);
		else if (isGiven(calls) && !(isListOf(calls, isCall) && calls.length > 0)) {
			tell(faults, 'tool_calls_invalid', where, NO_CALLS);
		} else if (isGiven(call) && !isFunctionCall(call)) {
			tell(faults, 'tool_calls_invalid', where, NO_CALL);
		}
	}
	if (role === 'tool' && !(typeof id === 'string' && id !== '')) {
		const what = "has no 'tool_call_id': give the ID of the call it answers";
		tell(faults, 'tool_call_id_missing', where, what);
	}
}

const CALLS_OF_OTHERS = 'has calls, which only assistant messages may have';
const NO_CALLS =
	'has \'tool_calls\' that are no list of {"id": "…", "type": "function", "function": {"name": "…", "arguments": "{…}"}} with the arguments as text';
const NO_CALL =
	'has a \'function_call\' that is not {"name": "…", "arguments": "{…}"} with the arguments as text';

/**
 * Tool messages that answer no call before them.
 * Source: the API refuses them, https://platform.openai.com/docs/guides/function-calling.
 */
export function answerFaults(messages: readonly unknown[], faults: Fault[]): void {
	const calls = new Set<unknown>();
	for (const [index, message] of messages.entries()) {
		if (!isRecord(message)) continue;
		if (Array.isArray(message.tool_calls)) {
			for (const call of message.tool_calls) if (isRecord(call)) calls.add(call.id);
		}
		const { role, tool_call_id: id } = message;
		if (role === 'tool' && typeof id === 'string' && id !== '' && !calls.has(id)) {
			const what =
				"answers a call that no assistant message before it makes: correct its 'tool_call_id'";
			tell(faults, 'tool_call_id_missing', index + 1, what);
		}
	}
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
