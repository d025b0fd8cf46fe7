import { DateTime } from 'luxon';

import { asText } from './text';

/** From 1973 to 5138 in seconds. Above it, a number is a time in milliseconds; below, none at all. */
const [EARLIEST, LATEST] = [100_000_000, 100_000_000_000];

/**
 * A moment as a field or an expression gives it, in Unix seconds: ISO 8601, with a space for the T also; a
 * Luxon DateTime or a Date; Unix seconds or milliseconds. Null for anything else.
 * @param zone IANA name of the time zone that a text without one is meant in
 */
export function readMoment(value: unknown, zone: string): number | null {
	if (value instanceof Date || DateTime.isDateTime(value)) {
		return Number.isNaN(value.valueOf()) ? null : value.valueOf() / 1000;
	}
	const text = asText(value);
	if (typeof value === 'number' || /^\d{9,}$/.test(text)) {
		const time = Number(text);
		if (time > LATEST) return time < Infinity ? time / 1000 : null;
		return time >= EARLIEST ? time : null;
	}
	// A time of day alone would be one of today.
	if (!/^\d{4}/.test(text)) return null;
	const moment = DateTime.fromISO(text.replace(/ (?=\d)/, 'T'), { zone });
	return moment.isValid ? moment.toSeconds() : null;
}

/** Unix seconds → ISO 8601 in UTC; null for what is missing or no number. */
export function isoTime(seconds: number | null | undefined): string | null {
	const date = new Date((seconds ?? Number.NaN) * 1000);
	return Number.isNaN(date.getTime()) ? null : date.toISOString();
}

/** Unix seconds → the day in UTC, `YYYY-MM-DD`. The seconds must be those of a date. */
export function isoDay(seconds: number): string {
	return new Date(seconds * 1000).toISOString().slice(0, 10);
}

/**
 * ISO 8601 → Unix seconds; null for what is none. Without a time zone it is UTC: a server's own zone is not known.
 */
export function unixSeconds(text: unknown): number | null {
	if (typeof text !== 'string' || !/^\d{4}-\d{2}-\d{2}T/.test(text)) return null;
	const zoned = /(Z|[+-]\d{2}:?\d{2})$/i.test(text) ? text : `${text}Z`;
	const milliseconds = Date.parse(zoned);
	return Number.isNaN(milliseconds) ? null : milliseconds / 1000;
}

/** A span of seconds as a reader says it: `45 s`, `12 min`, `3 h 5 min`, `2 d 4 h`. */
export function humanDuration(seconds: number): string {
	const total = Math.max(0, Math.round(seconds));
	if (total < 60) return `${total} s`;
	const minutes = Math.round(total / 60);
	if (minutes < 60) return `${minutes} min`;
	const [whole, rest, units] =
		minutes < 24 * 60
			? [Math.floor(minutes / 60), minutes % 60, ['h', 'min']]
			: [Math.floor(minutes / 1440), Math.floor((minutes % 1440) / 60), ['d', 'h']];
	return rest === 0 ? `${whole} ${units[0]}` : `${whole} ${units[0]} ${rest} ${units[1]}`;
}

/**
 * How long ago something was, as `3 h ago`; empty when that is not known.
 * @param now Unix seconds
 */
export function ago(seconds: number | null | undefined, now: number): string {
	return typeof seconds === 'number' ? `${humanDuration(now - seconds)} ago` : '';
}
