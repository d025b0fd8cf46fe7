import { providerOf, PROVIDERS } from '../../../nodes/shared/providers';

test.each([
	['openAi', 'https://api.openai.com/v1'],
	['azureOpenAi', null],
	['nebius', 'https://api.tokenfactory.nebius.com/v1'],
	['custom', null],
])('%s is a provider and its own address is %p', (id, url) => {
	expect(providerOf(id)).toMatchObject({ id, defaultBaseUrl: url });
});

test.each([undefined, null, '', 1, 'OpenAI', 'openai', '__proto__', 'constructor', {}])(
	'%p is no provider and means OpenAI',
	(id) => {
		expect(providerOf(id).id).toBe('openAi');
	},
);

test.each([
	['openAi', 'Authorization', 'Bearer k'],
	['azureOpenAi', 'api-key', 'k'],
	['nebius', 'Authorization', 'Bearer k'],
	['custom', 'Authorization', 'Bearer k'],
])('%s takes the key in %s', (id, name, value) => {
	expect(providerOf(id).authHeader('k')).toEqual([name, value]);
});

test.each([
	['openAi', 'method', true],
	['azureOpenAi', 'method', true],
	['nebius', 'topLevel', false],
	['custom', 'topLevel', false],
])('%s takes hyperparameters in the %s form and keeps metadata: %p', (id, form, keeps) => {
	expect(providerOf(id)).toMatchObject({
		hyperparameters: form,
		keepsMetadata: keeps,
		preventsDuplicates: keeps,
	});
});

test('only Nebius refuses the learning rate multiplier, and its words lead to Extra Body', () => {
	const refusing = Object.values(PROVIDERS).filter((provider) =>
		Object.hasOwn(provider.refusedHyperparameters, 'learningRateMultiplier'),
	);
	expect(refusing.map(({ id }) => id)).toEqual(['nebius']);
	const words = PROVIDERS.nebius.refusedHyperparameters.learningRateMultiplier;
	expect(words).toMatch(/learning_rate/);
	expect(words).toMatch(/Extra Body/);
});

test.each(Object.entries(PROVIDERS))('%s is listed under its own id', (key, provider) => {
	expect(provider.id).toBe(key);
	expect(provider.baseUrlPlaceholder).toMatch(/^e\.g\. https:\/\//);
});

test.each([
	['openAi', false, true, true],
	['azureOpenAi', true, true, false],
	['nebius', false, false, false],
	['custom', false, false, false],
])(
	'%s processes files: %p, takes them in parts: %p, shares checkpoints: %p',
	(id, processesFiles, uploadsInParts, sharesCheckpoints) => {
		expect(providerOf(id)).toMatchObject({ processesFiles, uploadsInParts, sharesCheckpoints });
	},
);
