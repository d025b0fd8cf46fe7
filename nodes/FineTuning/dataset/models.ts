export type EncodingName = 'o200k_base' | 'cl100k_base';

/** What is known of a model's way with training data. */
export interface ModelFacts {
	encoding: EncodingName;
	/** Tokens of one example; what is longer is cut off. */
	exampleLimit: number;
	/** Whether the model has another tokenizer than ours, so that counts are estimates. */
	estimated: boolean;
}

const NEWEST: ModelFacts = { encoding: 'o200k_base', exampleLimit: 65_536, estimated: false };

/**
 * By the beginning of the model's name, the first that fits. Azure writes `gpt-35`.
 * Source: OpenAI's fine-tuning guide for the limits, its tokenizer library for the encodings.
 */
const FACTS: ReadonlyArray<[RegExp, ModelFacts]> = [
	[/^gpt-3\.?5-turbo-0613/, { encoding: 'cl100k_base', exampleLimit: 4_096, estimated: false }],
	[/^gpt-3\.?5/, { encoding: 'cl100k_base', exampleLimit: 16_385, estimated: false }],
	[/^(babbage|davinci)-002/, { encoding: 'cl100k_base', exampleLimit: 16_384, estimated: false }],
	[/^gpt-4(-|$)/, { encoding: 'cl100k_base', exampleLimit: 8_192, estimated: false }],
	[/^(gpt-|o\d)/, NEWEST],
];

/**
 * The facts of a model by its name, also a fine-tuned one (`ft:gpt-4o-mini-…:org::id`). Without a name,
 * those of OpenAI's current models.
 */
export function modelFacts(name: string): ModelFacts {
	const base = name.replace(/^ft:/, '').toLowerCase();
	if (base === '') return NEWEST;
	return FACTS.find(([begins]) => begins.test(base))?.[1] ?? { ...NEWEST, estimated: true };
}
