import { ApiError } from '../errors';
import { isJson, type Json } from '../json';

/** An error of the web framework: `{detail}`. */
export class FrameworkError extends ApiError {
	constructor(
		status: number,
		readonly detail: unknown,
	) {
		super(status, typeof detail === 'string' ? detail : 'Unprocessable Entity');
	}
}

/** An error of the proxy's own, in the shape of OpenAI's. */
export class ProxyError extends ApiError {
	constructor(
		status: number,
		message: string,
		type = status < 500 ? 'invalid_request_error' : 'internal_server_error',
	) {
		super(status, message, { type });
	}
}

interface Fault {
	type: string;
	loc: Array<string | number>;
	msg: string;
	input: unknown;
}

/** 422 for a provider's name that is not one of `allowed`, or null. */
export function providerFaults(
	where: 'query' | 'body',
	value: unknown,
	allowed: string[],
): FrameworkError | null {
	const fault = providerFault(where, value, allowed);
	return fault && new FrameworkError(422, [fault]);
}

function providerFault(where: string, value: unknown, allowed: string[]): Fault | null {
	if (typeof value === 'string' && allowed.includes(value)) return null;
	const names = allowed.map((name) => `'${name}'`);
	const msg = `Input should be ${names.slice(0, -1).join(', ')} or ${names.at(-1) ?? ''}`;
	return { type: 'literal_error', loc: [where, 'custom_llm_provider'], msg, input: value };
}

/** 422 for a create request that does not fit the proxy's model of it, or null. */
export function bodyFaults(body: unknown, providers: string[]): FrameworkError | null {
	if (!isJson(body)) {
		const fault = { type: 'missing', loc: ['body'], msg: 'Field required', input: body ?? null };
		return new FrameworkError(422, [fault]);
	}
	const { custom_llm_provider: provider, integrations } = body;
	const faults = [
		...['model', 'training_file'].map((name) => textFault(body, name, true)),
		...['suffix', 'validation_file'].map((name) => textFault(body, name, false)),
		// Names only: OpenAI's objects for Weights & Biases are refused.
		...(Array.isArray(integrations) ? integrations : []).map((item, index) =>
			wrongText(item, ['body', 'integrations', index]),
		),
		provider === undefined || provider === null ? null : providerFault('body', provider, providers),
	].filter((fault) => fault !== null);
	return faults.length > 0 ? new FrameworkError(422, faults) : null;
}

function textFault(body: Json, name: string, required: boolean): Fault | null {
	const value = body[name];
	if (value === undefined) {
		const missing = { type: 'missing', loc: ['body', name], msg: 'Field required', input: body };
		return required ? missing : null;
	}
	return value === null && !required ? null : wrongText(value, ['body', name]);
}

function wrongText(input: unknown, loc: Fault['loc']): Fault | null {
	return typeof input === 'string'
		? null
		: { type: 'string_type', loc, msg: 'Input should be a valid string', input };
}

/** A value as Python prints it. */
export function python(value: unknown): string {
	if (value === null || value === undefined) return 'None';
	if (typeof value === 'boolean') return value ? 'True' : 'False';
	if (typeof value === 'string') {
		const quote = value.includes("'") && !value.includes('"') ? '"' : "'";
		const escaped = value.replaceAll('\\', '\\\\').replaceAll('\n', '\\n');
		return `${quote}${quote === "'" ? escaped.replaceAll("'", "\\'") : escaped}${quote}`;
	}
	if (Array.isArray(value)) return `[${value.map(python).join(', ')}]`;
	if (!isJson(value)) return String(value);
	const pairs = Object.entries(value).map(([key, item]) => `${python(key)}: ${python(item)}`);
	return `{${pairs.join(', ')}}`;
}
