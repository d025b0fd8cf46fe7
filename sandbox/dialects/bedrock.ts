import { missingParameter, oneOf, shape, text, unknownParameter } from '../check';
import {
	COMMON_FIELDS,
	COMMON_HYPERPARAMETERS,
	referencesProblem,
	REQUIRED_FIELDS,
	type Known,
} from '../createBody';
import type { ApiError } from '../errors';
import { isJson } from '../json';
import { openAi, type Dialect } from './dialect';

const grader = shape(
	{ type: oneOf('lambda'), lambda: shape({ function: text(1) }, ['function']) },
	['type', 'lambda'],
);

const method = shape(
	{
		type: oneOf('reinforcement'),
		reinforcement: shape({ grader, hyperparameters: shape(COMMON_HYPERPARAMETERS) }, ['grader']),
	},
	['type', 'reinforcement'],
);

function createProblem(body: unknown, known: Known): ApiError | null {
	if (isJson(body)) {
		if (body.suffix !== undefined && body.suffix !== null) return unknownParameter('suffix');
		// Without a method OpenAI trains supervised, which this server cannot.
		if (body.method === undefined) return missingParameter('method');
	}
	const rules = { ...COMMON_FIELDS, method };
	return shape(rules, [...REQUIRED_FIELDS, 'method'])(body, '') ?? referencesProblem(body, known);
}

/** Errors as recorded: https://github.com/NousResearch/hermes-agent/issues/52316 */
function answer({ status, body }: ApiError): { status: number; body: unknown } {
	const code = status === 400 ? 'validation_error' : body.code;
	return { status, body: { error: { ...body, code } } };
}

/**
 * Amazon Bedrock's OpenAI-compatible endpoint ("mantle"): reinforcement only, graded by a Lambda.
 * Files can be uploaded, listed, looked at and deleted, but not downloaded.
 * https://docs.aws.amazon.com/bedrock/latest/userguide/fine-tuning-openai-apis.html
 * https://docs.aws.amazon.com/bedrock/latest/userguide/rft-prepare-data-open-weight.html (100 to 20,000 examples)
 * https://github.com/aws-samples/amazon-bedrock-samples custom-models/bedrock-reinforcement-fine-tuning (ids, events)
 */
export const bedrock: Dialect = {
	...openAi,
	name: 'bedrock',
	ids: { uuids: true },
	fineTunable: ['qwen.qwen3-32b-v1:0', 'openai.gpt-oss-20b'],
	otherModels: ['openai.gpt-oss-120b'],
	lacks: ['content', 'modelDeletion', 'pause', 'permissions', 'uploads'],
	keepsMetadata: false,
	measures: 'rewards',
	resultFiles: false,
	examples: { min: 100, max: 20_000 },
	// The samples ask for pages of 200.
	maxLimit: 1000,
	createProblem,
	answer,
};
