import { isRecord } from '../text';
import { bearer, errorsListing, openAi, OPENAI_FORM } from './openAi';
import { fileRoutes, jobRoutes, models } from './openAiProtocol';
import { OPENAI_HYPERPARAMETERS } from './openAiProtocol/hyperparameters';
import type { Protocol } from './protocol';

const { nEpochs, batchSize, learningRateMultiplier } = OPENAI_HYPERPARAMETERS;

/**
 * Amazon Bedrock's OpenAI-compatible endpoint ("mantle"): reinforcement only, graded by a Lambda function.
 * Source: https://docs.aws.amazon.com/bedrock/latest/userguide/fine-tuning-openai-apis.html
 */
export const bedrock: Protocol = {
	...openAi,
	id: 'bedrock',
	displayName: 'Amazon Bedrock',
	credential: {
		description: 'Reinforcement training of open-weight models, graded by a Lambda function',
		baseUrl: {
			default: 'https://bedrock-mantle.{region}.api.aws/v1',
			placeholder: 'e.g. https://bedrock-mantle.us-west-2.api.aws/v1',
			description: "Leave empty for the region's own address, or enter that of a proxy",
		},
		fields: [
			{
				displayName: 'Region',
				name: 'region',
				type: 'string',
				default: '',
				placeholder: 'e.g. us-west-2',
				description: 'The AWS region that the API key belongs to',
			},
		],
		authentication: bearer,
	},
	errors: {
		...errorsListing(
			'https://docs.aws.amazon.com/bedrock/latest/userguide/reinforcement-fine-tuning.html',
		),
		addressHint: 'it is https://bedrock-mantle.REGION.api.aws/v1.',
		keyHint:
			'it must be an Amazon Bedrock API key of that region, with AmazonBedrockMantleFullAccess',
	},
	jobs: jobRoutes(
		{
			...OPENAI_FORM,
			displayName: 'Amazon Bedrock',
			methods: ['reinforcement'],
			longestSuffix: 0,
			validatesReinforcement: false,
			hyperparameters: { nEpochs, batchSize, learningRateMultiplier },
			check: ({ grader }) =>
				grader?.type === 'lambda' && isRecord(grader.lambda)
					? undefined
					: {
							problem: "'Grader' is no Lambda grader",
							advice:
								'Amazon Bedrock takes {"type": "lambda", "lambda": {"function": "arn:aws:lambda:…"}} with the ARN of your Lambda function.',
						},
		},
		{ keepsMetadata: false, pauses: false },
	),
	files: { ...fileRoutes({}), content: undefined },
	models: { ...models, remove: undefined },
	permissions: undefined,
};
