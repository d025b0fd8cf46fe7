import { aProvider } from '../../../builders';

const { files } = aProvider('together');

test('a file is uploaded as a form, with its name and type, for fine-tuning', async () => {
	const call = files?.upload(new Blob(['{"a":1}\n']), { name: 'tickets.jsonl' });
	expect([call?.method, call?.path]).toEqual(['POST', ['files', 'upload']]);
	if (!(call?.body instanceof FormData)) throw new Error('The body is no form');
	const { body } = call;
	expect([...body.keys()]).toEqual(['purpose', 'file_name', 'file_type', 'file']);
	const said = ['purpose', 'file_name', 'file_type'].map((name) => body.get(name));
	expect(said).toEqual(['fine-tune', 'tickets.jsonl', 'jsonl']);
	const file = body.get('file');
	expect(file).toMatchObject({ name: 'tickets.jsonl', type: 'application/jsonl' });
	expect(file instanceof Blob && (await file.text())).toBe('{"a":1}\n');
	expect(call.read({ id: 'file-1', processing_status: 'PENDING' }, 0)).toMatchObject({
		id: 'file-1',
		state: 'processing',
	});
});

test('a file of 4.9 GB fits into one request, and stays until it is deleted', () => {
	expect(files?.largest).toBe(5_261_334_937);
	expect(files?.keepsForever).toBe(true);
});

test('a file as it is read', () => {
	const raw = {
		id: 'file-1',
		filename: 'tickets.jsonl',
		purpose: 'fine-tune',
		bytes: 1234,
		created_at: 1_700_000_000,
		processing_status: 'COMPLETED',
	};
	expect(files?.get?.('file-1').read(raw, 0)).toEqual({
		id: 'file-1',
		name: 'tickets.jsonl',
		purpose: 'fine-tune',
		bytes: 1234,
		status: 'completed',
		state: 'ready',
		statusDetails: null,
		createdAt: 1_700_000_000,
		expiresAt: null,
		raw,
	});
});

test.each([[null], ['file-1'], [[]], [{}], [{ id: 7 }], [{ filename: 'a.jsonl' }]])(
	'%p is no file',
	(raw) => {
		expect(files?.get?.('file-1').read(raw, 0)).toBeNull();
	},
);

test.each([
	[{ id: 'file-1', deleted: true }, true],
	[{ id: 'file-1', deleted: false }, null],
	[{}, null],
	[null, null],
])('after a delete, %p says %p', (answer, expected) => {
	expect(files?.remove?.('file-1').read(answer, 0)).toBe(expected);
});
