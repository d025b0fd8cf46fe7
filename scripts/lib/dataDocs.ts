import { EXAMPLE_FINDINGS } from '../../nodes/FineTuning/dataset/findings/ofExamples';
import { FILE_FINDINGS } from '../../nodes/FineTuning/dataset/findings/ofFiles';
import { TEACHING_FINDINGS } from '../../nodes/FineTuning/dataset/findings/ofTeaching';
import type { FindingRule } from '../../nodes/FineTuning/dataset/findings/rule';
import { PROVIDER_RULES, type ProviderRules } from '../../nodes/FineTuning/dataset/providerRules';
import { KINDS } from '../../nodes/FineTuning/dataset/recognise/kinds';
import type { Parts } from './generated';

/** What the page on training data says of the rules. */
export const DATA_PARTS: Parts = {
	'findings of files': () => findings(FILE_FINDINGS),
	'findings of examples': () => findings(EXAMPLE_FINDINGS),
	'findings of teaching': () => findings(TEACHING_FINDINGS),
	providers: () => Object.values(PROVIDER_RULES).slice(0, -1).map(provider).join('\n'),
};

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
