import type { Distribution } from './distribution';
import type { Hash } from './fingerprint';
import type { ModelFacts } from './models';
import type { ProviderRules } from './providerRules';
import type { DataFormat } from './recognise/kinds';
import type { Findings } from './tally';
import type { CommonestAnswer } from './teaching';
import type { TokenCounter } from './tokenizer';

/** Providers want at least so many in a training file. */
export const FEWEST_EXAMPLES = 10;

/** How a file is to be checked. */
export interface CheckerOptions {
	/** How many findings of each severity to keep. */
	maxFindings: number;
	model: ModelFacts;
	rules: ProviderRules;
	/** How many examples the file must have; ten by default. */
	fewestExamples?: number;
	/** None: tokens are not counted. */
	countTokens?: TokenCounter;
	/** Bytes from which on a line is too long to be looked at. */
	longestLine?: number;
	/** Told of each line that holds something, as it stands, and whether it has no error. */
	onLine?: (bytes: Uint8Array, sound: boolean) => void;
	/** Told what each sound example says, but for case and blanks: to compare files. */
	onExample?: (whole: Hash, line: number) => void;
}

/** What a file turned out to be. */
export interface CheckedFile {
	format: DataFormat | null;
	bytes: number;
	lines: number;
	/** Lines that hold something. */
	examples: number;
	findings: Findings;
	/** Tokens of the examples without errors. */
	tokens: Distribution;
	/** The same in all, with each example cut off at the model's limit: what is paid for. */
	billedTokens: number;
	/** Tokens that the model learns to say. */
	trainedTokens: number;
	/** Whether tokens are an estimate, whatever the model: images, tools or calls are in it. */
	tokensEstimated: boolean;
	/** The commonest answer, if there are enough to tell. */
	commonestAnswer: CommonestAnswer | null;
	/** Whether there were more different examples than are remembered to find duplicates. */
	duplicatesBeyondMemory: boolean;
	/** Whether the file is something else than training data, so that its lines were not looked at. */
	unreadable: boolean;
}
