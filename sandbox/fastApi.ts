import type { ApiError } from './errors';

const TYPES: Record<string, { type: string; msg: string }> = {
	missing_required_parameter: { type: 'missing', msg: 'Field required' },
	unknown_parameter: { type: 'extra_forbidden', msg: 'Extra inputs are not permitted' },
};

/**
 * An error in the shape of FastAPI servers: a refused field as 422 with `loc`, `msg` and `type`,
 * anything else with its status and a line of text.
 */
export function fastApiAnswer({ status, body }: ApiError): { status: number; body: unknown } {
	if (status !== 400 || body.param === null) return { status, body: { detail: body.message } };
	const known = body.code === null ? undefined : TYPES[body.code];
	const { type, msg } = known ?? { type: 'value_error', msg: `Value error, ${body.message}` };
	return { status: 422, body: { detail: [{ loc: ['body', ...path(body.param)], msg, type }] } };
}

function path(param: string): Array<string | number> {
	return param
		.split(/[.[\]]+/)
		.filter((part) => part !== '')
		.map((part) => (/^\d+$/.test(part) ? Number(part) : part));
}
