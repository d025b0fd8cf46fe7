/** Parts that good and bad lines are made of. */
export const system = { role: 'system', content: 'Be kind.' };
export const user = { role: 'user', content: 'Hello?' };
export const assistant = { role: 'assistant', content: 'Hi.' };
export const call = { id: 'c1', type: 'function', function: { name: 'f', arguments: '{}' } };
export const tool = { type: 'function', function: { name: 'f', parameters: {} } };

export const chat = (...messages: unknown[]) => ({ messages });
export const GOOD = chat(system, user, assistant);

export const preference = (changes: object = {}) => ({
	input: { messages: [system, user] },
	preferred_output: [assistant],
	non_preferred_output: [{ role: 'assistant', content: 'No.' }],
	...changes,
});

export const image = (url: unknown, role = 'user') => ({
	role,
	content: [{ type: 'image_url', image_url: { url } }],
});
