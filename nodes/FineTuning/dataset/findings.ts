import { EXAMPLE_FINDINGS } from './findings/ofExamples';
import { FILE_FINDINGS } from './findings/ofFiles';
import { TEACHING_FINDINGS } from './findings/ofTeaching';
import type { FindingRule, Severity } from './findings/rule';

/**
 * Every kind of finding, in the order in which the documentation lists them. A provider's rules may make
 * one more or less grave than it stands here.
 */
export const FINDINGS = {
	...FILE_FINDINGS,
	...EXAMPLE_FINDINGS,
	...TEACHING_FINDINGS,
} satisfies Record<string, FindingRule>;

export type FindingCode = keyof typeof FINDINGS;

/** What is wrong, in words that say what to do; where it stands is known to whoever looked. */
export interface Fault {
	code: FindingCode;
	message: string;
	severity: Severity;
}

/** A fault and its place: the line, counted from 1, or null for the file as a whole. */
export interface Finding {
	line: number | null;
	code: FindingCode;
	message: string;
}

export function isError({ severity }: Fault): boolean {
	return severity === 'error';
}

/** @param severity where a provider judges otherwise than {@link FINDINGS} */
export function fault(
	code: FindingCode,
	message: string,
	severity: Severity = FINDINGS[code].severity,
): Fault {
	return { code, message, severity };
}

/** Where something stands: a message by its number from 1, or in words that begin a sentence. */
export type Where = number | string;

export function whereInWords(where: Where): string {
	return typeof where === 'number' ? `Message ${where}` : where;
}

/** Notes what is wrong in one place, in a sentence that begins with the place. */
export function tell(faults: Fault[], code: FindingCode, where: Where, what: string): void {
	faults.push(fault(code, `${whereInWords(where)} ${what}`));
}
