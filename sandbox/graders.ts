import { list, number, oneOf, shape, text, type Rule } from './check';
import { isJson } from './json';

const name = text(1);
const type = text(1);
const METRICS = ['cosine', 'fuzzy_match', 'bleu', 'gleu', 'meteor'];
const ROUGE = ['rouge_1', 'rouge_2', 'rouge_3', 'rouge_4', 'rouge_5', 'rouge_l'];
const any: Rule = () => null;

const SIMPLE: Record<string, Rule> = {
	string_check: shape(
		{ type, name, input: text(), reference: text(), operation: oneOf('eq', 'ne', 'like', 'ilike') },
		['name', 'input', 'reference', 'operation'],
	),
	text_similarity: shape(
		{
			type,
			name,
			input: text(),
			reference: text(),
			evaluation_metric: oneOf(...METRICS, ...ROUGE),
			pass_threshold: number({}),
		},
		['name', 'input', 'reference', 'evaluation_metric'],
	),
	python: shape({ type, name, source: text(1), image_tag: text() }, ['name', 'source']),
	score_model: shape(
		{
			type,
			name,
			model: text(1),
			input: list(shape({}, ['role', 'content'], true)),
			range: list(number({}), 2),
			sampling_params: shape({}, [], true),
			pass_threshold: number({}),
		},
		['name', 'model', 'input'],
	),
	label_model: shape(
		{
			type,
			name,
			model: text(1),
			input: list(any),
			labels: list(text()),
			passing_labels: list(text()),
		},
		['name', 'model', 'input', 'labels', 'passing_labels'],
	),
};

const multi = shape(
	{
		type,
		name,
		calculate_output: text(1),
		// The specification shows one grader here, the guide a map of them by name: both pass.
		graders: (value, param) => {
			if (!isJson(value) || typeof value.type === 'string') return byType(SIMPLE)(value, param);
			return Object.entries(value).reduce(
				(fault: ReturnType<Rule>, [key, item]) => fault ?? byType(SIMPLE)(item, `${param}.${key}`),
				null,
			);
		},
	},
	['name', 'graders', 'calculate_output'],
);

function byType(rules: Record<string, Rule>): Rule {
	return (value, param) => {
		if (!isJson(value)) return shape({})(value, param);
		const rule = typeof value.type === 'string' ? rules[value.type] : undefined;
		return rule
			? rule(value, param)
			: oneOf(...Object.keys(rules))(value.type ?? null, `${param}.type`);
	};
}

/** The rule for a grader of any of the API's types. */
export const grader: Rule = byType({ ...SIMPLE, multi });
