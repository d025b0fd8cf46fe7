import { isRecord } from '../../shared/text';
import { checkExample } from './example';
import { isError } from './findings';
import { parseJson } from './json';

export type BuildFormat = 'chat' | 'preference';
export type ExampleSource = 'fields' | 'messages';

/** What one item gives, as its expressions resolved; what a format does not need is left out. */
export interface RowInput {
	systemPrompt?: unknown;
	userMessage?: unknown;
	assistantMessage?: unknown;
	/** A list of messages, or an object with `messages` and perhaps `tools`; or the JSON of either. */
	messages?: unknown;
	/** A text, a message, or a list of one message. */
	preferredOutput?: unknown;
	nonPreferredOutput?: unknown;
}

/** A line of the file, without newline, or why there is none, in words. */
export type BuiltRow =
	| { ok: true; line: string; example: Record<string, unknown> }
	| { ok: false; problem: string };

/** What makes a row no example. */
class BadRow extends Error {}

/**
 * Makes one row an example. What it makes, validation finds without error: both use the same rules.
 */
export function buildRow(row: RowInput, format: BuildFormat, source: ExampleSource): BuiltRow {
	try {
		const example = format === 'chat' ? chatExample(row, source) : preferenceExample(row, source);
		const checked = checkExample(example);
		const problems = checked.faults.filter(isError).map(({ message }) => message);
		if (checked.format !== format) {
			problems.push(
				`It would be a ${checked.format} example: remove the fields beside its messages`,
			);
		}
		if (problems.length > 0) return { ok: false, problem: problems.join('; ') };
		return { ok: true, line: JSON.stringify(example), example };
	} catch (error) {
		return { ok: false, problem: error instanceof BadRow ? error.message : String(error) };
	}
}

function chatExample(row: RowInput, source: ExampleSource): Record<string, unknown> {
	if (source === 'messages') return givenMessages(row.messages);
	return {
		messages: [
			...promptMessages(row),
			{ role: 'assistant', content: requiredText(row.assistantMessage, 'Assistant Message') },
		],
	};
}

function preferenceExample(row: RowInput, source: ExampleSource): Record<string, unknown> {
	return {
		input: source === 'messages' ? givenMessages(row.messages) : { messages: promptMessages(row) },
		preferred_output: output(row.preferredOutput, 'Preferred Output'),
		non_preferred_output: output(row.nonPreferredOutput, 'Non-Preferred Output'),
	};
}

function promptMessages({ systemPrompt, userMessage }: RowInput): object[] {
	const system = text(systemPrompt, 'System Prompt');
	return [
		...(system.trim() === '' ? [] : [{ role: 'system', content: system }]),
		{ role: 'user', content: requiredText(userMessage, 'User Message') },
	];
}

function givenMessages(value: unknown): Record<string, unknown> {
	const given = typeof value === 'string' ? parsed(value) : value;
	if (Array.isArray(given)) return { messages: given };
	if (isRecord(given)) return given;
	throw new BadRow("'Messages' is not a list of messages");
}

function parsed(json: string): unknown {
	if (json.trim() === '') throw new BadRow("'Messages' is empty");
	const result = parseJson(json);
	if (!result.ok) throw new BadRow("'Messages' is not valid JSON");
	return result.value;
}

function output(value: unknown, name: string): unknown[] {
	if (Array.isArray(value)) return value;
	if (isRecord(value)) return [value];
	return [{ role: 'assistant', content: requiredText(value, name) }];
}

function requiredText(value: unknown, name: string): string {
	const found = text(value, name);
	if (found.trim() === '') throw new BadRow(`'${name}' is empty`);
	return found;
}

/** A cell's text as it stands; a sheet may give a number or a truth value. */
function text(value: unknown, name: string): string {
	if (value === undefined || value === null) return '';
	if (typeof value === 'string') return value;
	if (typeof value === 'number' || typeof value === 'boolean') return String(value);
	throw new BadRow(`'${name}' is not a text: use an expression that gives one`);
}
