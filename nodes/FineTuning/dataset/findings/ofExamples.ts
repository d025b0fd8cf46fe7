import type { FindingRule } from './rule';

/** What can be wrong with one example and its messages. */
export const EXAMPLE_FINDINGS = {
	// An example
	unknown_key: {
		severity: 'error',
		means: 'An example or a message has a key that the format does not know',
		remedy: 'Remove or rename it',
	},
	messages_invalid: {
		severity: 'error',
		means: "'messages' is missing, empty or no list",
		remedy: 'Give a list of messages',
	},
	input_invalid: {
		severity: 'error',
		means: "'input' of a preference example is no object with 'messages'",
		remedy: 'Give the conversation so far as {"messages": […]}',
	},
	output_invalid: {
		severity: 'error',
		means: 'An output of a preference example is no list of one assistant message',
		remedy: 'Give one assistant message in a list',
	},
	tools_invalid: {
		severity: 'error',
		means: "'tools', 'functions' or 'parallel_tool_calls' are not as the API takes them",
		remedy: 'Correct them as the message says',
	},
	assistant_missing: {
		severity: 'error',
		means: 'An example has no assistant message',
		remedy: 'Add the answer that the model should learn',
	},
	not_assistant_last: {
		severity: 'warning',
		means: 'A conversation does not end with the assistant. Nebius and Together refuse it',
		remedy: 'Add the answer, or remove the messages after the last one',
	},
	roles_not_alternating: {
		severity: 'error',
		means: 'Together only: user and assistant do not take turns',
		remedy: 'Join messages of the same role',
	},
	too_many_images: {
		severity: 'error',
		means: 'An example has more than ten images',
		remedy: 'Remove the rest',
	},
	system_missing: {
		severity: 'warning',
		means: 'Examples have no system message',
		remedy: 'Use the one that you will use with the model',
	},
	user_missing: {
		severity: 'warning',
		means: 'Examples have no user message',
		remedy: 'Check whether that is intended',
	},
	nothing_to_learn: {
		severity: 'warning',
		means: 'Every assistant message of an example has the weight 0',
		remedy: 'Set one to 1',
	},
	same_outputs: {
		severity: 'warning',
		means: 'Both outputs of a preference example are the same',
		remedy: 'Remove the example',
	},
	// A message
	message_invalid: {
		severity: 'error',
		means: 'A message is no object',
		remedy: 'Write it as {"role": "user", "content": "…"}',
	},
	role_invalid: {
		severity: 'error',
		means: 'A message has no role, or an unknown one',
		remedy: 'Use system, developer, user, assistant or tool',
	},
	content_missing: {
		severity: 'error',
		means: 'A message has no content',
		remedy: 'Add its text',
	},
	content_invalid: {
		severity: 'error',
		means: 'The content of a message is neither text nor a list of parts that is allowed there',
		remedy: 'Write it as text',
	},
	image_invalid: {
		severity: 'error',
		means: 'An image cannot be used',
		remedy: 'Give a web address or a JPEG, PNG or WEBP up to 10 MB, in user messages only',
	},
	weight_invalid: {
		severity: 'error',
		means: 'A message has a weight that cannot be',
		remedy: 'Give 0 or 1, in assistant messages only',
	},
	name_invalid: {
		severity: 'error',
		means: 'The name of a message is not a text',
		remedy: 'Give a text, or remove it',
	},
	tool_calls_invalid: {
		severity: 'error',
		means: 'Calls of a message are not as the API takes them',
		remedy: 'Correct them as the message says',
	},
	tool_call_id_missing: {
		severity: 'error',
		means: 'A tool message does not say which call it answers, or there was no such call',
		remedy: "Give the ID of a call before it in 'tool_call_id'",
	},
	empty_user_message: {
		severity: 'warning',
		means: 'A user message is empty',
		remedy: 'Add its text, or remove the example',
	},
	empty_answer: {
		severity: 'warning',
		means: 'An assistant message is empty, and the model would learn to answer so',
		remedy: 'Add the answer, or remove the example',
	},
} as const satisfies Record<string, FindingRule>;
