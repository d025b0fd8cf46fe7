import { isRecord } from '../../shared/text';
import { convertRow } from './convert/convertRow';
import { isTooComplex } from './complexity';
import { messagesOf } from './convert/messages';
import { cellText, isNoValue } from './convert/row';
import { checkExample } from './example';
import { isError } from './findings';
import { Fingerprints } from './fingerprint';
import { parseJson } from './json';
import { LONG_LINE, LONGEST_LINE } from './lines';
import { KINDS } from './recognise/kinds';

export type BuildFormat = 'chat' | 'preference' | 'reinforcement';
export type ExampleSource = 'fields' | 'item' | 'messages';

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
	/** An object of what the grader reads beside the messages, or its JSON. */
	graderFields?: unknown;
	/** The item's own data: a row in any format that can be converted. */
	item?: Record<string, unknown>;
}

export interface BuildSettings {
	format: BuildFormat;
	source: ExampleSource;
	/** For examples that bring none of their own. */
	tools?: unknown[];
}

/** A line of the file, without newline, and the item's fields that it has no place for; or why there is none, in words. */
export type BuiltRow =
	| { ok: true; line: string; example: Record<string, unknown>; leftOut: string[] }
	| { ok: false; problem: string };

/** What makes a row no example. */
class BadRow extends Error {}

/**
 * Makes one row an example. What it makes, validation finds without error: both use the same rules.
 */
export function buildRow(row: RowInput, settings: BuildSettings): BuiltRow {
	const { format, source, tools } = settings;
	try {
		const { example, leftOut } =
			source === 'item'
				? itemExample(row, format)
				: { example: madeExample(row, settings), leftOut: [] };
		const holder = isRecord(example.input) ? example.input : example;
		if (tools && holder.tools === undefined) holder.tools = tools;
		const says = new Fingerprints().of(example);
		if (!says) throw new BadRow(TOO_COMPLEX);
		const line = JSON.stringify(example);
		if (line.length > LONG_LINE && isTooLong(line)) throw new BadRow(TOO_COMPLEX);
		if (line.includes('{{ $')) throw new BadRow(UNRESOLVED);
		const { kind, faults } = checkExample(example);
		const problems = faults.filter(isError).map(({ message }) => message);
		if (kind !== null && kind !== format) {
			problems.push(`It would be ${KINDS[kind].name}: remove the fields beside its messages`);
		}
		if (says.answer !== null && isNoValue(says.answer)) {
			problems.push(`The answer is '${says.answer.trim()}', which is no answer: check the field`);
		}
		if (problems.length > 0) return { ok: false, problem: problems.join('; ') };
		return { ok: true, line, example, leftOut };
	} catch (error) {
		return { ok: false, problem: error instanceof BadRow ? error.message : String(error) };
	}
}

const TOO_COMPLEX = 'It is too long, nested too deeply, or has too many parts';

/** Whether Validate would not look at the line. */
function isTooLong(line: string): boolean {
	const bytes = Buffer.from(line);
	if (bytes.length > LONGEST_LINE) return true;
	const looking = isTooComplex(bytes);
	for (;;) {
		const { done, value } = looking.next();
		if (done) return value;
	}
}

const UNRESOLVED =
	"A text contains '{{ $', an expression that was not resolved: switch the field to Expression, or drag the input field into it";

function itemExample({ item, systemPrompt }: RowInput, format: BuildFormat) {
	if (!item) throw new BadRow('The item is empty');
	const converted = convertRow(item, text(systemPrompt, 'System Prompt'));
	if (!converted.ok) throw new BadRow(`The item is no example: ${converted.problem}`);
	const { value } = converted;
	if (value.format !== format) {
		throw new BadRow(`The item gives a ${value.format} example, and the format is ${format}`);
	}
	return value;
}

function madeExample(row: RowInput, { format, source }: BuildSettings): Record<string, unknown> {
	const fromMessages = source === 'messages';
	switch (format) {
		case 'chat':
			if (fromMessages) return givenMessages(row.messages);
			return {
				messages: [
					...promptMessages(row),
					{ role: 'assistant', content: requiredText(row.assistantMessage, 'Assistant Message') },
				],
			};
		case 'preference':
			return {
				input: fromMessages ? givenMessages(row.messages) : { messages: promptMessages(row) },
				preferred_output: output(row.preferredOutput, 'Preferred Output'),
				non_preferred_output: output(row.nonPreferredOutput, 'Non-Preferred Output'),
			};
		case 'reinforcement':
			return {
				...(fromMessages ? givenMessages(row.messages) : { messages: promptMessages(row) }),
				...graderFields(row.graderFields),
			};
	}
}

function graderFields(value: unknown): Record<string, unknown> {
	const given = typeof value === 'string' ? parsed(value, 'Fields for the Grader') : value;
	if (!isRecord(given) || Object.keys(given).length === 0) {
		throw new BadRow(
			`'Fields for the Grader' must be an object with at least one field, e.g. {"reference": "42"}`,
		);
	}
	for (const [key, field] of Object.entries(given)) {
		// JSON has neither: the field would be gone, or null.
		if (field === undefined || (typeof field === 'number' && !Number.isFinite(field))) {
			const what = field === undefined ? 'has no value' : 'is not a number';
			throw new BadRow(`'${key}' of 'Fields for the Grader' ${what}: check the expression`);
		}
	}
	if ('messages' in given) throw new BadRow("'Fields for the Grader' must not contain 'messages'");
	return given;
}

function promptMessages({ systemPrompt, userMessage }: RowInput): object[] {
	const system = text(systemPrompt, 'System Prompt');
	return [
		...(system.trim() === '' ? [] : [{ role: 'system', content: system }]),
		{ role: 'user', content: requiredText(userMessage, 'User Message') },
	];
}

function givenMessages(value: unknown): Record<string, unknown> {
	const given = typeof value === 'string' ? parsed(value, 'Messages') : value;
	if (Array.isArray(given)) {
		// ShareGPT's messages have `from` and `value`.
		return {
			messages: given.some((one) => isRecord(one) && 'from' in one) ? messagesOf(given) : given,
		};
	}
	if (isRecord(given)) return { ...given };
	throw new BadRow("'Messages' is not a list of messages");
}

function parsed(json: string, name: string): unknown {
	if (json.trim() === '') throw new BadRow(`'${name}' is empty`);
	const result = parseJson(json);
	if (!result.ok) throw new BadRow(`'${name}' is not valid JSON`);
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
	if (isNoValue(found)) {
		throw new BadRow(`'${name}' is '${found.trim()}', which is no text: check the expression`);
	}
	return found;
}

function text(value: unknown, name: string): string {
	const found = cellText(value);
	if (found !== undefined) return found;
	if (typeof value === 'number') {
		throw new BadRow(`'${name}' is not a number (${String(value)}): check the expression`);
	}
	throw new BadRow(`'${name}' is not a text: use an expression that gives one`);
}
