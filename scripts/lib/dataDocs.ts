import { EXAMPLE_FINDINGS } from '../../nodes/FineTuning/dataset/findings/ofExamples';
import { FILE_FINDINGS } from '../../nodes/FineTuning/dataset/findings/ofFiles';
import { TEACHING_FINDINGS } from '../../nodes/FineTuning/dataset/findings/ofTeaching';
import type { FindingRule } from '../../nodes/FineTuning/dataset/findings/rule';
import { PROVIDER_RULES, type ProviderRules } from '../../nodes/FineTuning/dataset/providerRules';
import { KINDS } from '../../nodes/FineTuning/dataset/recognise/kinds';

/** The page about training data, from the root of the project. */
export const PAGE = 'docs/training-data.md';

const PARTS: Record<string, () => string> = {
	'findings of files': () => findings(FILE_FINDINGS),
	'findings of examples': () => findings(EXAMPLE_FINDINGS),
	'findings of teaching': () => findings(TEACHING_FINDINGS),
	providers: () => Object.values(PROVIDER_RULES).slice(0, -1).map(provider).join('\n'),
};

/**
 * The page with the parts that are made of the code, each between two comments that name it.
 * @throws Error when a part's comments are missing
 */
export function withGenerated(page: string): string {
	return Object.entries(PARTS).reduce((text, [name, make]) => {
		const [begin, end] = [`<!-- begin: ${name} -->`, `<!-- end: ${name} -->`];
		const from = text.indexOf(begin);
		const to = text.indexOf(end);
		if (from < 0 || to < from) throw new Error(`${PAGE} has no part "${name}"`);
		return `${text.slice(0, from + begin.length)}\n\n${make()}\n\n${text.slice(to)}`;
	}, page);
}

function findings(rules: Record<string, FindingRule>): string {
	return Object.entries(rules)
		.map(
			([code, { severity, means, remedy }]) => `- \`${code}\` (${severity}): ${means}. ${remedy}.`,
		)
		.join('\n');
}

function provider(rules: ProviderRules): string {
	const takes = [...rules.takes].map((kind) =>
		KINDS[kind].name.replace(/ \(.*|, the old format/g, ''),
	);
	const remarks = [
		`takes ${takes.join(', ')}`,
		rules.specialToken === 'error' && 'refuses special tokens of its models',
		rules.notAssistantLast === 'error' && 'wants the assistant last',
		rules.alternates && 'wants user and assistant to take turns',
		rules.ignoresUnknownKeys && 'leaves unknown keys alone',
		rules.toolContentIsText && 'wants text as the content of tool messages',
		rules.longOutputs && 'takes outputs of several messages for DPO',
		Number.isFinite(rules.largestFile) && `files up to ${size(rules.largestFile)}`,
	];
	return `- **${rules.name}**: ${remarks.filter(Boolean).join('; ')}.`;
}

function size(bytes: number): string {
	const megabytes = bytes / 1024 / 1024;
	return megabytes >= 1024 ? `${megabytes / 1024} GB` : `${megabytes} MB`;
}
