/** How grave each finding is: an error makes a provider refuse the file, a warning makes a worse model. */
const SEVERITY = {
	// The file
	utf16: 'error',
	json_array: 'error',
	multiline_json: 'error',
	file_empty: 'error',
	too_few_examples: 'error',
	too_many_examples: 'error',
	file_too_large: 'warning',
	bom: 'warning',
	crlf: 'warning',
	blank_lines: 'warning',
	trailing_blank_lines: 'warning',
	no_final_newline: 'warning',
	// A line
	line_too_long: 'error',
	invalid_utf8: 'error',
	invalid_json: 'error',
	not_an_object: 'error',
	unknown_format: 'error',
	old_format: 'error',
	mixed_formats: 'error',
	duplicate: 'warning',
	over_token_limit: 'warning',
	// An example
	unknown_key: 'error',
	messages_invalid: 'error',
	input_invalid: 'error',
	output_invalid: 'error',
	tools_invalid: 'error',
	assistant_missing: 'error',
	too_many_images: 'error',
	system_missing: 'warning',
	user_missing: 'warning',
	nothing_to_learn: 'warning',
	same_outputs: 'warning',
	// A message
	message_invalid: 'error',
	role_invalid: 'error',
	content_missing: 'error',
	content_invalid: 'error',
	image_invalid: 'error',
	weight_invalid: 'error',
	name_invalid: 'error',
	tool_calls_invalid: 'error',
	tool_call_id_missing: 'error',
	empty_answer: 'warning',
} as const satisfies Record<string, 'error' | 'warning'>;

export type FindingCode = keyof typeof SEVERITY;

/** What is wrong, in words that say what to do; where it stands is known to whoever looked. */
export interface Fault {
	code: FindingCode;
	message: string;
}

/** A fault and its place: the line, counted from 1, or null for the file as a whole. */
export interface Finding extends Fault {
	line: number | null;
}

export function isError({ code }: Fault): boolean {
	return SEVERITY[code] === 'error';
}

export function fault(code: FindingCode, message: string): Fault {
	return { code, message };
}
