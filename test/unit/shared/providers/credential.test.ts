import { PROVIDERS } from '../../../../nodes/shared/providers';
import { openCredential } from '../../../../nodes/shared/providers/credential';

const OPENAI = 'https://api.openai.com/v1';
const NEBIUS = 'https://api.tokenfactory.nebius.com/v1';
const AZURE = 'https://r.openai.azure.com/openai/v1';

/** The address that a credential means, or what is wrong with it. */
function addressOf(credential: Record<string, unknown>): string {
	const opened = openCredential(credential);
	return opened.ok ? opened.value.baseUrl : opened.problem;
}

test.each([
	['openAi', '', OPENAI],
	['openAi', undefined, OPENAI],
	['openAi', ' https://proxy.example.com/v1/ ', 'https://proxy.example.com/v1'],
	['openAi', 'https://proxy.example.com', 'https://proxy.example.com'],
	['openAi', 'https://PROXY.example.com/V1', 'https://proxy.example.com/V1'],
	['nebius', '  ', NEBIUS],
	['azureOpenAi', AZURE, AZURE],
	['custom', 'http://localhost:4000//', 'http://localhost:4000'],
	// An expression may give anything.
	['nebius', {}, NEBIUS],
])("%s with the base URL '%s' means %s", (provider, baseUrl, expected) => {
	expect(addressOf({ provider, baseUrl })).toBe(expected);
});

test.each([
	['nebius', OPENAI, NEBIUS],
	['nebius', `${OPENAI}/`, NEBIUS],
	['openAi', NEBIUS, OPENAI],
	['bedrock', OPENAI, 'https://bedrock-mantle.us-west-2.api.aws/v1'],
	// However it is written, and whatever lies behind the host.
	['nebius', 'https://api.openai.com', NEBIUS],
	['nebius', 'https://api.openai.com/', NEBIUS],
	['nebius', 'HTTPS://API.OpenAI.com/V1', NEBIUS],
	['nebius', 'http://api.openai.com:443/v1/fine_tuning', NEBIUS],
	['nebius', 'https://api.openai.com./v1', NEBIUS],
	['nebius', 'https://me:secret@api.openai.com/v1', NEBIUS],
	['openAi', 'https://bedrock-mantle.eu-west-1.api.aws', OPENAI],
])("%s with another provider's address %s left in the form means %s", (provider, baseUrl, own) => {
	expect(addressOf({ provider, baseUrl, region: 'us-west-2' })).toBe(own);
});

test.each([
	'https://api.openai.com.example.com/v1',
	'https://my-api.openai.com/v1',
	'https://proxy.example.com/api.openai.com/v1',
])("%s is nobody's default, and stays what was entered", (baseUrl) => {
	expect(addressOf({ provider: 'nebius', baseUrl })).toBe(baseUrl);
});

test("a custom provider may stand at a known provider's address", () => {
	expect(addressOf({ provider: 'custom', baseUrl: OPENAI })).toBe(OPENAI);
});

test("a region's address is made from its field, and the field is asked for by its name", () => {
	const credential = { provider: 'bedrock', region: ' eu-west-1 ' };
	expect(addressOf(credential)).toBe('https://bedrock-mantle.eu-west-1.api.aws/v1');
	expect(openCredential({ provider: 'bedrock', region: ' ' })).toEqual({
		ok: false,
		problem: "The credential has no 'Region'",
		advice: expect.stringMatching(/^Open the credential .*e\.g\. /),
	});
	const baseUrl = 'https://proxy.example.com/v1';
	expect(addressOf({ provider: 'bedrock', baseUrl })).toBe(baseUrl);
});

test.each([
	['azureOpenAi', '', 'has no base URL for Azure OpenAI'],
	['azureOpenAi', OPENAI, 'has no base URL for Azure OpenAI'],
	['azureOpenAi', NEBIUS, 'has no base URL for Azure OpenAI'],
	['custom', '', 'has no base URL for Custom'],
	['custom', 'localhost', 'not a complete address'],
	['custom', 'localhost:4000/v1', 'does not start with https:// or http://'],
	['custom', 'ftp://example.com/v1', 'does not start with https:// or http://'],
	['custom', 'https://user@example.com/v1', 'user name or password'],
	['custom', 'https://:secret@example.com/v1', 'user name or password'],
	['azureOpenAi', 'https://r.openai.azure.com/openai?api-version=1', "'?' or '#'"],
	['custom', 'https://example.com/v1#top', "'?' or '#'"],
	['custom', 'https://example.com/v1#', "'?' or '#'"],
	['custom', 'https://example.com/v1?', "'?' or '#'"],
])("%s with the base URL '%s' is refused: it %s", (provider, baseUrl, words) => {
	expect(openCredential({ provider, baseUrl })).toEqual({
		ok: false,
		problem: expect.stringContaining(words),
		advice: expect.stringMatching(/^Open the credential .*e\.g\. /),
	});
});

test('a password in a refused base URL is not repeated', () => {
	const baseUrl = 'https://me:hunter2@example.com/v1';
	const result = openCredential({ provider: 'custom', baseUrl });
	expect(result.ok).toBe(false);
	expect(JSON.stringify(result)).not.toContain('hunter2');
});

test.each([undefined, null, '', 'OpenAI', 'openai', '__proto__', 'constructor', 7, {}])(
	'the provider %p is none, and never means OpenAI',
	(provider) => {
		const opened = openCredential({ provider, apiKey: 'very-secret' });
		expect(opened).toMatchObject({ ok: false, problem: expect.stringContaining('provider') });
		for (const { displayName } of PROVIDERS) {
			expect(opened).toMatchObject({ advice: expect.stringContaining(displayName) });
		}
		expect(JSON.stringify(opened)).not.toContain('very-secret');
	},
);

test("a credential's fields are trimmed texts; what is missing or none is empty", () => {
	const opened = openCredential({
		provider: 'openAi',
		apiKey: ' k\n',
		projectId: null,
		a: {},
		n: 7,
	});
	const value = opened.ok ? opened.value.value : () => 'not opened';
	expect(['apiKey', 'projectId', 'a', 'n', 'other'].map(value)).toEqual(['k', '', '', '7', '']);
});
