import { badRequest, type ApiError } from './errors';
import { isJson, type Json } from './json';

/** One rule for a field: returns what is wrong with its value, or null. `param` is its full name. */
export type Rule = (value: unknown, param: string) => ApiError | null;

/** Numbers within bounds (inclusive unless `above` is used), optionally whole, optionally 'auto'. */
export interface NumberRule {
	min?: number;
	/** Exclusive lower bound. */
	above?: number;
	max?: number;
	integer?: boolean;
	auto?: boolean;
}

/** A text of `min` to `max` characters. */
export function text(min = 0, max = Infinity): Rule {
	return (value, param) => {
		if (typeof value !== 'string') return wrongType(value, param, 'a string');
		const side = value.length < min ? 'short' : value.length > max ? 'long' : null;
		if (!side) return null;
		const bound = side === 'short' ? `minimum length ${min}` : `maximum length ${max}`;
		return badRequest(
			`Invalid '${param}': string too ${side}. Expected a string with ${bound}, but got a string with length ${value.length} instead.`,
			param,
			side === 'short' ? 'string_below_min_length' : 'string_above_max_length',
		);
	};
}

/** A number by `rule`. */
export function number(rule: NumberRule): Rule {
	const { min = -Infinity, above = -Infinity, max = Infinity, integer = false } = rule;
	const kind = integer ? 'integer' : 'decimal';
	return (value, param) => {
		if (rule.auto && value === 'auto') return null;
		const expected = `${integer ? 'an integer' : 'a number'}${rule.auto ? " or 'auto'" : ''}`;
		if (typeof value !== 'number' || (integer && !Number.isInteger(value))) {
			return wrongType(value, param, expected);
		}
		const low = value < min || value <= above;
		if (!low && value <= max) return null;
		const bound = low ? (min > -Infinity ? `>= ${min}` : `> ${above}`) : `<= ${max}`;
		return badRequest(
			`Invalid '${param}': ${kind} ${low ? 'below minimum' : 'above maximum'} value. Expected a value ${bound}, but got ${value} instead.`,
			param,
			`${kind}_${low ? 'below_min' : 'above_max'}_value`,
		);
	};
}

/** One of the given values. */
export function oneOf(...allowed: string[]): Rule {
	return (value, param) => {
		if (typeof value === 'string' && allowed.includes(value)) return null;
		const names = allowed.map((name) => `'${name}'`).join(', ');
		return badRequest(
			`Invalid value: ${JSON.stringify(value)}. Supported values are: ${names}.`,
			param,
			'invalid_value',
		);
	};
}

/** True or false. */
export const flag: Rule = (value, param) =>
	typeof value === 'boolean' ? null : wrongType(value, param, 'a boolean');

/** A list of at most `max` items, each by `rule`. */
export function list(rule: Rule, max = Infinity): Rule {
	return (value, param) => {
		if (!Array.isArray(value)) return wrongType(value, param, 'an array');
		if (value.length > max) {
			return badRequest(
				`Invalid '${param}': array too long. Expected an array with maximum length ${max}, but got an array with length ${value.length} instead.`,
				param,
				'array_above_max_length',
			);
		}
		return first(value.map((item, index) => rule(item, `${param}[${index}]`)));
	};
}

/** An object with these fields; an unknown one is refused unless `open`. */
export function shape(fields: Record<string, Rule>, required: string[] = [], open = false): Rule {
	return (value, param) => {
		if (!isJson(value)) return param ? wrongType(value, param, 'an object') : noObject();
		const name = (key: string) => (param ? `${param}.${key}` : key);
		const missing = required.find((key) => value[key] === undefined || value[key] === null);
		if (missing) return missingParameter(name(missing));
		return first(
			Object.entries(value).map(([key, item]) => {
				const rule = fields[key];
				if (!rule) return open ? null : unknownParameter(name(key));
				return item === null && !required.includes(key) ? null : rule(item, name(key));
			}),
		);
	};
}

/** 400 for a required field that is not there. */
export function missingParameter(param: string): ApiError {
	const message = `Missing required parameter: '${param}'.`;
	return badRequest(message, param, 'missing_required_parameter');
}

/** 400 for a field that the API does not know. */
export function unknownParameter(param: string): ApiError {
	return badRequest(`Unknown parameter: '${param}'.`, param, 'unknown_parameter');
}

/** 400 for a value of the wrong kind. */
export function wrongType(value: unknown, param: string, expected: string): ApiError {
	const message = `Invalid type for '${param}': expected ${expected}, but got ${kindOf(value)} instead.`;
	return badRequest(message, param, 'invalid_type');
}

function kindOf(value: unknown): string {
	if (value === null) return 'null';
	if (Array.isArray(value)) return 'an array';
	if (typeof value === 'number') return Number.isInteger(value) ? 'an integer' : 'a decimal';
	return typeof value === 'object' ? 'an object' : `a ${typeof value}`;
}

function first(results: Array<ApiError | null>): ApiError | null {
	return results.find((result) => result !== null) ?? null;
}

/** The object itself, or the 400 that the API answers to a body that is none. */
export function asObject(body: unknown): Json {
	if (isJson(body)) return body;
	throw noObject();
}

function noObject(): ApiError {
	const expected = 'The API expects a JSON payload, but what was sent was not a JSON object.';
	return badRequest(`We could not parse the JSON body of your request. ${expected}`, null);
}
