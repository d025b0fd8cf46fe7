import type { IDataObject } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import { tellResult } from '../../../shared/execution';
import { isWhole, shown } from '../../../shared/text';
import { asNodeError, type NodeError } from '../failure';
import type { ItemRun, Operation } from '../operation';
import { collectionParameter, numberOption, requiredLocator, requiredText } from '../parameters';
import { askModels } from './evaluate/askModels';
import { DEFAULT_MAX_EXAMPLES, DEFAULT_SCORING, evaluateFields } from './evaluate/fields';
import { readExamples } from './evaluate/readExamples';
import { reportOf } from './evaluate/report';
import { SCORINGS } from './evaluate/scoring';

export const evaluate: Operation = {
	value: 'evaluate',
	name: 'Evaluate',
	action: 'Evaluate model',
	description: 'Ask a model the examples of a file, score its answers, and compare two models',
	costs: true,
	large: true,
	fields: evaluateFields,
	async execute(run) {
		const model = requiredLocator(run, 'modelId', 'Model');
		const property = requiredText(run, 'binaryPropertyName', 'Input Data Field Name');
		const { compareWith, scoring, most, temperature } = optionsOf(run, model);
		run.api.require(({ chat }) => chat, 'run models');
		const { examples, total, skipped } = await readExamples(run, property, { scoring, most });
		const models = compareWith === undefined ? [model] : [model, compareWith];
		const { trials, stoppedBy } = await askModels(run, models, examples, temperature);
		const report = reportOf({ model, compareWith, trials, total, skipped, scoring });
		if (stoppedBy) throw withFigures(run, stoppedBy.error, report?.summary);
		if (report) {
			const worse = report.better === 'compareWith' && report.significant === true;
			// Of many items, the table tells.
			if (run.context.getInputData().length === 1) tellResult(run.context, report.summary, worse);
			return [{ json: report as IDataObject }];
		}
		throw new NodeOperationError(
			run.context.getNode(),
			'No example was answered by both models: the server or the network failed each time',
			{ description: 'Try again later.' },
		);
	},
};

/**
 * What stopped an evaluation, with what the answers so far have shown: they were paid for. It stays an error, as
 * nobody wants to switch to a model by half an evaluation without having seen why.
 */
function withFigures(run: ItemRun, error: unknown, summary: string | undefined): NodeError {
	const known = asNodeError(run, error);
	if (summary === undefined) return known;
	const figures = `Until then: ${summary}`;
	known.description = [known.description, figures].filter(Boolean).join(' ');
	known.context.leftBehind = figures;
	return known;
}

function optionsOf(run: ItemRun, model: string) {
	const options = collectionParameter(run, 'options');
	const refuse = (problem: string, description: string): never => {
		throw new NodeOperationError(run.context.getNode(), problem, { description });
	};
	const { scoring: wanted = DEFAULT_SCORING, maxExamples } = options;
	const scoring = SCORINGS.find((one) => one === wanted);
	if (!scoring) {
		return refuse(
			`'Scoring' is ${shown(wanted)}, and must be one of ${SCORINGS.join(', ')}`,
			'Choose it from the list, or correct the expression.',
		);
	}
	const most = numberOption(run, maxExamples, 'Max Examples') ?? DEFAULT_MAX_EXAMPLES;
	if (!isWhole(most, 1, Number.MAX_SAFE_INTEGER)) {
		return refuse(`'Max Examples' is ${most}, and must be at least 1`, 'Correct the option.');
	}
	const compareWith =
		'compareWith' in options
			? requiredLocator(run, 'options.compareWith', 'Compare With')
			: undefined;
	if (compareWith === model) {
		return refuse(
			"'Compare With' is the model itself",
			'Choose another model, such as the one in production, or remove the option.',
		);
	}
	const temperature = numberOption(run, options.temperature, 'Temperature', [0, 2]);
	return { compareWith, scoring, most, temperature };
}
