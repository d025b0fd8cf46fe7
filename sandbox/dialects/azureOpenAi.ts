import { oneOf, type Rule } from '../check';
import { createBodyProblem } from '../createBody';
import { ApiError } from '../errors';
import { HEX } from '../random';
import { openAi, type Dialect } from './dialect';

/** Azure serves the protocol under /openai/v1, and under /openai when `api-version` is given. */
function fromAzure(url: string): string {
	if (url.startsWith('/openai/v1/')) return url.slice('/openai'.length);
	const classic = url.startsWith('/openai/') && /[?&]api-version=[^&]+/.test(url);
	return classic ? `/v1${url.slice('/openai'.length)}` : url;
}

/** 2027-04-01 and 2027-10-01. */
const DEPRECATION = { fine_tune: 1_806_537_600, inference: 1_822_348_800 };

/** Where it trains, in exactly these spellings. */
const trainingType: Rule = oneOf('standard', 'globalstandard', 'developerTier');

/** Azure OpenAI (Foundry). */
export const azureOpenAi: Dialect = {
	...openAi,
	name: 'azureOpenAi',
	keyHeader: 'api-key',
	ids: { alphabet: HEX },
	modelEnd: () => ({ deprecation: DEPRECATION }),
	pausing: 2,
	processing: 2,
	rewrite: fromAzure,
	refuseKey: () =>
		new ApiError(
			401,
			'Access denied due to invalid subscription key or wrong API endpoint. Make sure to provide a valid key for an active subscription and use a correct regional API endpoint for your resource.',
			{ code: '401' },
		),
	createProblem: (body, known) => createBodyProblem(body, known, { trainingType }),
	noRoute: () => new ApiError(404, 'Resource not found', { code: '404' }),
};
