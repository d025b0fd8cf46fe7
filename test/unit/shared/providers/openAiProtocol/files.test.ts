import { fileRoutes } from '../../../../../nodes/shared/providers/openAiProtocol/files';

const plain = fileRoutes({});
const { inParts } = fileRoutes({ inParts: true });

function formOf(body: unknown): FormData {
	if (body instanceof FormData) return body;
	throw new Error('The body is no form');
}

test('a file is uploaded as a form, with its name, for fine-tuning', async () => {
	const call = plain.upload(new Blob(['{"a":1}\n']), { name: 'tickets.jsonl' });
	expect([call.method, call.path]).toEqual(['POST', ['files']]);
	const form = formOf(call.body);
	expect([...form.keys()]).toEqual(['purpose', 'file']);
	expect(form.get('purpose')).toBe('fine-tune');
	const file = form.get('file');
	expect(file).toMatchObject({ name: 'tickets.jsonl', type: 'application/jsonl' });
	expect(file instanceof Blob && (await file.text())).toBe('{"a":1}\n');
	expect(call.read({ id: 'file-1' }, 0)).toMatchObject({ id: 'file-1', state: 'ready' });
});

test('when a file expires stands in the form before the file', () => {
	const { body } = plain.upload(new Blob(['x']), { name: 'a.jsonl', expiresAfter: 3600 });
	const form = formOf(body);
	expect([...form.keys()].at(-1)).toBe('file');
	expect(form.get('expires_after[anchor]')).toBe('created_at');
	expect(form.get('expires_after[seconds]')).toBe('3600');
});

test('a new file is ready at once, or first processed', () => {
	const details = { name: 'a.jsonl' };
	const states = [false, true].map((processesFiles) => {
		const { upload } = fileRoutes({ processesFiles });
		return upload(new Blob(['x']), details).read({ id: 'f', status: 'uploaded' }, 0)?.state;
	});
	expect(states).toEqual(['ready', 'processing']);
});

test('only where parts are taken can a file be sent in parts, and then a larger one', () => {
	expect(plain.inParts).toBeUndefined();
	expect(inParts?.largest).toBeGreaterThan(plain.largest);
	expect(fileRoutes({ largest: 5 }).largest).toBe(5);
});

test('an upload in parts tells first what will come', () => {
	const { method, path, body, read } = inParts?.start(70_000_000, { name: 'a.jsonl' }) ?? {};
	expect([method, path]).toEqual(['POST', ['uploads']]);
	const told = { purpose: 'fine-tune', filename: 'a.jsonl', bytes: 70e6, mime_type: 'text/jsonl' };
	expect(body).toEqual(told);
	expect(read?.({ id: 'upload_1' }, 0)).toEqual({ id: 'upload_1' });
	expect(inParts?.start(1, { name: 'a', expiresAfter: 3600 }).body).toMatchObject({
		expires_after: { anchor: 'created_at', seconds: 3600 },
	});
});

test('a part travels as a form, and the parts are put together in order', async () => {
	const part = inParts?.part('u', new Blob(['abc']));
	expect([part?.method, part?.path]).toEqual(['POST', ['uploads', 'u', 'parts']]);
	const data = formOf(part?.body).get('data');
	expect(data instanceof Blob && (await data.text())).toBe('abc');
	const complete = inParts?.complete('u', ['p2', 'p1'], 'md5');
	expect([complete?.method, complete?.path]).toEqual(['POST', ['uploads', 'u', 'complete']]);
	expect(complete?.body).toEqual({ part_ids: ['p2', 'p1'], md5: 'md5' });
});

test.each<[string, unknown, unknown]>([
	['the file in it', { id: 'u', file: { id: 'file-1' } }, { id: 'file-1' }],
	['an upload without a file', { id: 'u', file: null }, null],
	['an upload whose file has no ID', { id: 'u', file: {} }, null],
	['a file instead of an upload', { id: 'file-1', object: 'file' }, null],
	['an empty object', {}, null],
	['a list', [{ file: { id: 'file-1' } }], null],
	['null', null, null],
	['an error', { error: { message: 'No' } }, null],
])('the answer to putting parts together is read: %s', (_, answer, expected) => {
	const file = inParts?.complete('u', [], '').read(answer, 0) ?? null;
	expect(file && { id: file.id }).toEqual(expected);
});

test.each<[string, unknown, true | null]>([
	['cancelled', { id: 'u', status: 'cancelled' }, true],
	['still pending', { id: 'u', status: 'pending' }, null],
	['without status', { id: 'u' }, null],
	['deleted: true', { deleted: true }, null],
	['a list', [{ status: 'cancelled' }], null],
	['null', null, null],
])('an upload counts as cancelled when it says so: %s', (_, answer, expected) => {
	const call = inParts?.cancel('u');
	expect([call?.method, call?.path]).toEqual(['POST', ['uploads', 'u', 'cancel']]);
	expect(call?.read(answer, 0)).toBe(expected);
});
