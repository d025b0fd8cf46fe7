import { unsloth } from '../../../../../nodes/shared/providers/unsloth';

const { files } = unsloth;

test.each([
	[
		{ messages: [{ role: 'assistant', content: 'x', weight: 0 }] },
		/weight 0.*every message/,
		/^Remove such messages or examples, or choose a provider that takes weights\.$/,
	],
	[
		{ messages: ['x', { role: 'assistant', content: 'x', weight: 0 }] },
		/weight 0.*every message/,
		/^Remove such messages/,
	],
	[
		{ messages: [], tools: [{ type: 'function' }] },
		/has tools/,
		/^Remove the tools or such examples, or choose a provider that takes tools\.$/,
	],
	[
		{ input: { messages: [] }, preferred_output: [], non_preferred_output: [] },
		/is a preference example.*no training on preferences/,
		/Format set to 'Chat'/,
	],
])('an example of which it would not mind a part is refused: %j', (example, problem, advice) => {
	expect(files?.adapt?.(example)).toEqual({
		ok: false,
		problem: expect.stringMatching(problem),
		advice: expect.stringMatching(advice),
	});
});

test.each([
	{ messages: [{ role: 'assistant', content: 'x', weight: 1 }], tools: [] },
	{ instruction: 'x', output: 'y' },
	{ messages: [null], tools: 'none' },
])('any other example goes as it is: %j', (example) => {
	expect(files?.adapt?.(example)).toEqual({ ok: true, value: example });
});

test('a file may have 8 GB, and stays until somebody deletes it on the server', () => {
	expect(files).toMatchObject({ largest: 8 * 1024 ** 3, keepsForever: true });
});

describe('the list of files', () => {
	const call = (purpose: 'fine-tune' | 'fine-tune-results') => files?.list?.({ limit: 5, purpose });
	const dataset = { id: 'a_t.jsonl', label: 't.jsonl', path: '/up/a_t.jsonl', updated_at: 5.5 };

	test('names each by its path', () => {
		expect(call('fine-tune')).toMatchObject({
			method: 'GET',
			version: 'api',
			path: ['hub', 'datasets', 'local'],
		});
		expect(call('fine-tune')?.read({ datasets: [dataset, { label: 'x' }, null] }, 0)).toEqual({
			items: [
				{
					id: '/up/a_t.jsonl',
					name: 't.jsonl',
					createdAt: 5.5,
					purpose: 'fine-tune',
					bytes: null,
					status: null,
					state: 'ready',
					statusDetails: null,
					expiresAt: null,
					raw: dataset,
				},
			],
			next: null,
			unsound: 2,
		});
	});

	test('holds no results of trainings', () => {
		expect(call('fine-tune-results')?.read({ datasets: [dataset] }, 0)).toEqual({
			items: [],
			next: null,
			unsound: 0,
		});
	});

	test.each([[null], [{}], [{ datasets: 'none' }], [[dataset]]])('is not %j', (answer) => {
		expect(call('fine-tune')?.read(answer, 0)).toBeNull();
	});
});

test('an upload goes as a form, and the file is known by the path it got', async () => {
	const { method, version, path, body, read } =
		files?.upload(new Blob(['{"a":1}']), { name: 't.jsonl' }) ?? {};
	expect([method, version, path]).toEqual(['POST', 'api', ['hub', 'datasets', 'upload']]);
	const sent = body instanceof FormData ? body.get('file') : null;
	if (!(sent instanceof File)) throw new Error('no file in the form');
	expect([sent.name, await sent.text()]).toEqual(['t.jsonl', '{"a":1}']);
	const answer = { filename: 't.jsonl', stored_path: '/up/a_t.jsonl' };
	expect(read?.(answer, 9)).toMatchObject({
		id: '/up/a_t.jsonl',
		name: 't.jsonl',
		purpose: 'fine-tune',
		state: 'ready',
		createdAt: 9,
		raw: answer,
	});
});

test.each([[{ filename: 't.jsonl' }], [[]], [null]])(
	'an upload that is answered with %j is not known to be there',
	(answer) => {
		expect(files?.upload(new Blob(['a']), { name: 't.jsonl' }).read(answer, 9)).toBeNull();
	},
);
