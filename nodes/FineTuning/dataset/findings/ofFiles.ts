import type { FindingRule } from './rule';

/** What can be wrong with a file, and with its lines before they are examples. */
export const FILE_FINDINGS = {
	not_jsonl: {
		severity: 'error',
		means: 'The file is something else than JSONL: CSV, Excel, Parquet, an archive, a web page',
		remedy: 'Do what the message says: most can be converted with Dataset → Convert',
	},
	foreign_format: {
		severity: 'error',
		means: 'The file holds training data in a format that the provider does not take, e.g. Alpaca',
		remedy: 'Convert it with Dataset → Convert',
	},
	json_array: {
		severity: 'error',
		means: 'The file is one JSON array, not one example a line',
		remedy: 'Convert it with Dataset → Convert',
	},
	multiline_json: {
		severity: 'error',
		means: 'The file spreads its JSON over several lines',
		remedy: 'Convert it with Dataset → Convert',
	},
	utf16: {
		severity: 'error',
		means: 'The file is encoded in UTF-16',
		remedy: 'Save it as UTF-8, or convert it with Dataset → Convert',
	},
	file_empty: {
		severity: 'error',
		means: 'The file holds no examples',
		remedy: 'Check the node that makes the file',
	},
	too_few_examples: {
		severity: 'error',
		means: 'The file has fewer than ten examples',
		remedy: 'Add examples: 50 good ones are a sensible beginning',
	},
	too_many_examples: {
		severity: 'error',
		means: 'The file has more than 50,000 examples for reinforcement',
		remedy: 'Leave some out',
	},
	file_too_large: {
		severity: 'warning',
		means: 'The file is larger than 512 MB',
		remedy: 'Check what your provider takes, or split the file',
	},
	crlf: {
		severity: 'warning',
		means: 'Lines end as on Windows (CRLF)',
		remedy: 'Save the file with line ends LF',
	},
	blank_lines: {
		severity: 'warning',
		means: 'There are blank lines between the examples',
		remedy: 'Remove them',
	},
	trailing_blank_lines: {
		severity: 'warning',
		means: 'There are blank lines at the end of the file',
		remedy: 'Remove them',
	},
	no_final_newline: {
		severity: 'warning',
		means: 'The last line has no newline',
		remedy: 'Add one, or the next example appended runs into it',
	},
	// A line
	line_too_long: {
		severity: 'error',
		means: 'A line is longer than 32 MB',
		remedy: 'Shorten the example, and give images as web addresses',
	},
	too_complex: {
		severity: 'error',
		means: 'An example is nested more than 100 levels deep, or has more than 50,000 parts',
		remedy: 'Write what is nested as text, or leave it out',
	},
	invalid_utf8: {
		severity: 'error',
		means: 'A line is not valid UTF-8',
		remedy: 'Save the file as UTF-8',
	},
	invalid_json: {
		severity: 'error',
		means: 'A line is not valid JSON',
		remedy: 'Correct the line, or make the file with Dataset → Build',
	},
	not_an_object: {
		severity: 'error',
		means: 'A line is JSON, but no object',
		remedy: 'Make every line one example such as {"messages": […]}',
	},
	unknown_format: {
		severity: 'error',
		means: 'An example is in no known format',
		remedy: 'Rename its keys, or build it with Dataset → Build',
	},
	mixed_formats: {
		severity: 'error',
		means: 'An example is in another format than most of the file',
		remedy: 'Keep one format in a file',
	},
	duplicate: {
		severity: 'warning',
		means: 'An example is the same as an earlier one',
		remedy: 'Remove one',
	},
	over_token_limit: {
		severity: 'warning',
		means: "An example is longer than the model's limit, and its end is cut off",
		remedy: 'Shorten the example',
	},
	special_token: {
		severity: 'warning',
		means:
			'A text contains a special token of a model, such as <|endoftext|>. OpenAI and Azure refuse it',
		remedy: 'Remove the token from the text',
	},
} as const satisfies Record<string, FindingRule>;
