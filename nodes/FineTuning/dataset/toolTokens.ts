import { isRecord } from '../../shared/text';
import type { EncodingName } from './models';
import type { TokenCounter } from './tokenizer';

/**
 * What the parts of a tool's description cost beside their texts.
 * Source: https://cookbook.openai.com/examples/how_to_count_tokens_with_tiktoken, section 7.
 */
const PER_FUNCTION: Readonly<Record<EncodingName, number>> = { o200k_base: 7, cl100k_base: 10 };
const FOR_PROPERTIES = 3;
const PER_PROPERTY = 3;
const FOR_ENUM = -3;
const PER_ENUM_VALUE = 3;
const AT_THE_END = 12;

/**
 * The tokens of the tools that an example offers, by the published rule: an estimate, as the rule covers
 * one level of parameters, and what lies deeper counts here by its JSON.
 * @param tools `tools` or `functions`, with at least one entry
 */
export function toolTokens(
	tools: readonly unknown[],
	count: TokenCounter,
	encoding: EncodingName,
): number {
	let tokens = AT_THE_END;
	for (const tool of tools) {
		const described = isRecord(tool) && isRecord(tool.function) ? tool.function : tool;
		if (!isRecord(described)) continue;
		tokens += PER_FUNCTION[encoding];
		tokens += count(`${textOf(described.name)}:${unstopped(textOf(described.description))}`);
		const schema = isRecord(described.parameters) ? described.parameters : {};
		const properties = isRecord(schema.properties) ? Object.entries(schema.properties) : [];
		if (properties.length > 0) tokens += FOR_PROPERTIES;
		for (const [name, property] of properties) tokens += propertyTokens(name, property, count);
	}
	return tokens;
}

function propertyTokens(name: string, property: unknown, count: TokenCounter): number {
	let tokens = PER_PROPERTY;
	const { type, description, enum: values, items, properties } = isRecord(property) ? property : {};
	if (Array.isArray(values)) {
		tokens += FOR_ENUM;
		for (const value of values) tokens += PER_ENUM_VALUE + count(textOf(value));
	}
	tokens += count(`${name}:${textOf(type)}:${unstopped(textOf(description))}`);
	for (const deeper of [items, properties]) {
		if (deeper !== undefined) tokens += count(JSON.stringify(deeper));
	}
	return tokens;
}

function textOf(value: unknown): string {
	if (value === undefined || value === null) return '';
	return typeof value === 'string' ? value : JSON.stringify(value);
}

function unstopped(text: string): string {
	return text.endsWith('.') ? text.slice(0, -1) : text;
}
