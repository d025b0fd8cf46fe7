/**
 * One message of a conversation as training files have it, which is also how chat APIs take it: what a message
 * holds besides its role, such as images and tool calls, goes through as it is.
 */
export interface ChatMessage {
	role: string;
	[field: string]: unknown;
}

/** A question to a model. What is left out is not sent: newer models refuse settings that older ones had. */
export interface ChatRequest {
	model: string;
	messages: readonly ChatMessage[];
	/** Tools that the model may call, as training files have them. */
	tools?: readonly unknown[];
	/** 0 to 2. */
	temperature?: number;
}

/**
 * Why the answer ends: complete, cut off at the length limit, held back by a content filter, or a tool was called
 * instead. `other` is anything else, and what servers do not tell.
 */
export type FinishReason = 'stop' | 'length' | 'contentFilter' | 'toolCall' | 'other';

export interface ChatAnswer {
	/** Null where the model gave none, which then has its reason. */
	text: string | null;
	/** The model's own words, where it declined to answer. */
	refusal: string | null;
	finishReason: FinishReason;
	/** Tokens; null where the provider does not tell. */
	inputTokens: number | null;
	outputTokens: number | null;
}
