import type { Severity } from './findings/rule';
import type { RowKind } from './recognise/kinds';

/** What a provider takes as training data, and what it refuses, as far as it says so. */
export interface ProviderRules {
	/** As the user knows it. */
	name: string;
	takes: ReadonlySet<RowKind>;
	/** Special tokens of a model, such as `<|endoftext|>`, in a text. */
	specialToken: Severity;
	/** A conversation that does not end with an assistant message. */
	notAssistantLast: Severity;
	/** Whether user and assistant must take turns. */
	alternates: boolean;
	/** Whether keys beside the format's own are left alone rather than refused. */
	ignoresUnknownKeys: boolean;
	/** Whether a tool's answer must be text rather than a list of parts. */
	toolContentIsText: boolean;
	/** Whether an output of a preference example may be several messages of assistant and tools. */
	longOutputs: boolean;
	/** Bytes of a file. */
	largestFile: number;
}

const MB = 1024 * 1024;
const CHAT_FORMATS = ['chat', 'preference', 'reinforcement'] as const;

/** What holds for any server that speaks OpenAI's protocol: its published formats, and no more. */
const GENERAL: ProviderRules = {
	name: 'providers in general',
	takes: new Set(CHAT_FORMATS),
	specialToken: 'warning',
	notAssistantLast: 'warning',
	alternates: false,
	ignoresUnknownKeys: false,
	toolContentIsText: false,
	longOutputs: false,
	largestFile: 512 * MB,
};

/**
 * By the name that the provider has in the credential.
 *
 * Sources:
 * - OpenAI: https://platform.openai.com/docs/guides/supervised-fine-tuning (formats, 512 MB) and
 *   https://platform.openai.com/docs/api-reference/chat/create (messages, tools, names of functions);
 *   files with special tokens are refused by the job's validation.
 * - Azure: https://learn.microsoft.com/azure/ai-foundry/openai/how-to/fine-tuning (UTF-8 with a byte order
 *   mark, 512 MB) and …/fine-tuning-direct-preference-optimization (outputs of assistant and tool messages).
 * - Nebius: https://docs.tokenfactory.nebius.com/fine-tuning/datasets (chat, prompt and completion, text;
 *   the last message is the assistant's; 5 GB).
 * - Together: https://docs.together.ai/docs/fine-tuning/data-preparation (chat, prompt and completion,
 *   text, preference; turns alternate; other fields are ignored; 100 GB).
 * - Crusoe: https://docs.crusoecloud.com/serverless-fine-tuning/quickstart (chat, 3 GB).
 * - Bedrock: https://docs.aws.amazon.com/bedrock/latest/userguide/reinforcement-fine-tuning.html
 *   (reinforcement only).
 * - LocalAI: https://localai.io/features/fine-tuning, whose trainer is TRL:
 *   https://huggingface.co/docs/trl/dataset_formats.
 * - Unsloth: https://docs.unsloth.ai/basics/datasets-guide (Alpaca, ShareGPT, ChatML, text); its Studio has no
 *   training on preferences.
 */
export const PROVIDER_RULES = {
	openAi: {
		...GENERAL,
		name: 'OpenAI',
		specialToken: 'error',
		toolContentIsText: true,
	},
	azureOpenAi: {
		...GENERAL,
		name: 'Azure OpenAI',
		specialToken: 'error',
		toolContentIsText: true,
		longOutputs: true,
	},
	nebius: {
		...GENERAL,
		name: 'Nebius',
		takes: new Set([...CHAT_FORMATS, 'completion', 'text']),
		notAssistantLast: 'error',
		largestFile: 5 * 1024 * MB,
	},
	together: {
		...GENERAL,
		name: 'Together',
		takes: new Set(['chat', 'preference', 'completion', 'text']),
		notAssistantLast: 'error',
		alternates: true,
		ignoresUnknownKeys: true,
		largestFile: 100 * 1024 * MB,
	},
	crusoe: { ...GENERAL, name: 'Crusoe', takes: new Set(['chat']), largestFile: 3 * 1024 * MB },
	bedrock: { ...GENERAL, name: 'Amazon Bedrock', takes: new Set(['reinforcement']) },
	localAi: {
		...GENERAL,
		name: 'LocalAI',
		takes: new Set(['chat', 'preference', 'completion', 'text', 'shareGpt', 'comparison']),
		ignoresUnknownKeys: true,
		largestFile: Number.POSITIVE_INFINITY,
	},
	unsloth: {
		...GENERAL,
		name: 'Unsloth',
		takes: new Set(['chat', 'text', 'alpaca', 'shareGpt']),
		ignoresUnknownKeys: true,
		largestFile: Number.POSITIVE_INFINITY,
	},
	custom: GENERAL,
} as const satisfies Record<string, ProviderRules>;

export type DataProvider = keyof typeof PROVIDER_RULES;

/** How models are named that one provider alone trains: the first that fits. */
const MODEL_NAMES: ReadonlyArray<[RegExp, DataProvider]> = [
	[/\.ft-[0-9a-f]{8,}|^gpt-35/, 'azureOpenAi'],
	[/^(gpt-(?!oss)|o\d|ft:|babbage-002|davinci-002)/, 'openAi'],
];

/**
 * The rules to check by: the chosen provider's, else those that the model's name tells, else what holds
 * for all.
 * @param provider the provider's name in the credential; anything else is no choice
 */
export function rulesFor(provider: string, model: string): ProviderRules {
	const chosen = Object.entries(PROVIDER_RULES).find(([name]) => name === provider)?.[1];
	if (chosen) return chosen;
	const name = model.toLowerCase();
	const known = MODEL_NAMES.find(([pattern]) => pattern.test(name))?.[1];
	return known ? PROVIDER_RULES[known] : GENERAL;
}
