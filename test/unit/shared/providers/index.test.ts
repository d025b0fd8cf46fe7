import { providerOf, PROVIDERS } from '../../../../nodes/shared/providers';

test('every provider is found by its ID, and no two share an ID or a name', () => {
	for (const provider of PROVIDERS) expect(providerOf(provider.id)).toBe(provider);
	const ids = PROVIDERS.map(({ id }) => id);
	const names = PROVIDERS.map(({ displayName }) => displayName);
	expect([new Set(ids).size, new Set(names).size]).toEqual([ids.length, names.length]);
	// What users' credentials hold.
	expect(ids).toEqual(expect.arrayContaining(['openAi', 'azureOpenAi', 'nebius', 'custom']));
});

test.each([undefined, null, '', 1, 'OpenAI', 'openai', '__proto__', 'constructor', {}, ['openAi']])(
	'%p is no provider, and none is taken in its place',
	(id) => {
		expect(providerOf(id)).toBeUndefined();
	},
);

test('those that take everybody stand first, what is none of them last, and before it who closes', () => {
	const ids = PROVIDERS.map(({ id }) => id);
	expect(ids[0]).toBe('together');
	expect(ids.slice(-2)).toEqual(['openAi', 'custom']);
});

test("no two providers have the same address, and a default is a provider's own", () => {
	const defaults = PROVIDERS.flatMap(({ credential }) => credential.baseUrl.default ?? []);
	expect(new Set(defaults).size).toBe(defaults.length);
	for (const url of defaults) expect(url).toMatch(/^https:\/\/[^/]+(\/[^/]+)*$/);
});

test.each(PROVIDERS)(
	'$displayName completes the sentences of errors, and gives an example of its address',
	({ credential: { baseUrl }, errors: { addressHint, keyHint } }) => {
		// A server of one's own has no certificate, mostly.
		const anothers = baseUrl.default !== null || baseUrl.hosts !== undefined;
		expect(baseUrl.placeholder).toMatch(anothers ? /^e\.g\. https:\/\// : /^e\.g\. https?:\/\//);
		expect(addressHint).toMatch(/^[a-z].*\.$/);
		if (keyHint !== undefined) expect(keyHint).toMatch(/^[a-z].*[^.]$/);
	},
);

test.each(PROVIDERS)('$displayName says of itself only what it can do', (provider) => {
	const { jobs, files, models, permissions, credential } = provider;
	expect(jobs.hyperparameters.size).toBeGreaterThan(0);
	// Checkpoints are shared with an admin key or not at all.
	expect(permissions !== undefined).toBe(credential.hasAdminKey === true);
	if (files?.inParts) expect(files.inParts.largest).toBeGreaterThan(files.largest);
	expect([files, models]).not.toContain(undefined);
	expect(jobs.pause === undefined).toBe(jobs.resume === undefined);
});
