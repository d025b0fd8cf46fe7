import fc from 'fast-check';

import { readErrorBody } from '../../../../nodes/shared/transport/errorBody';

test("OpenAI's form is read whole", () => {
	const error = {
		message: 'Could not find fine tune: 123',
		type: 'invalid_request_error',
		param: 'fine_tune_id',
		code: 'fine_tune_not_found',
	};
	expect(readErrorBody({ error })).toEqual({ ...error, foreign: false });
});

test.each([
	['null', { message: ' Refused ', type: null, param: null, code: null }, 'Refused'],
	['missing', {}, undefined],
	['no text', { message: 5, code: 400 }, undefined],
	['blank', { message: ' ', type: '\n', param: '  ', code: '' }, undefined],
])("parts of OpenAI's form that are %s are left out", (_, error, message) => {
	const read = readErrorBody({ error });
	expect(read.message).toBe(message);
	expect([read.code, read.type, read.param]).toEqual([undefined, undefined, undefined]);
	expect(read.foreign).toBe(false);
});

test.each([
	[
		"Nebius's list",
		{
			detail: [
				{ loc: ['body', 'hyperparameters', 'n_epochs'], msg: 'Too large', type: 'x' },
				{ loc: ['body', 'suffix', 0], msg: 'Too long' },
			],
		},
		'hyperparameters.n_epochs: Too large; suffix.0: Too long',
	],
	['a place without words', { detail: [{ loc: ['body', 'seed'] }] }, 'seed: invalid'],
	['words without a place', { detail: [{ msg: 'Wrong' }] }, 'Wrong'],
	['words about the whole body', { detail: [{ loc: ['body'], msg: 'Wrong' }] }, 'Wrong'],
	['a place with a gap', { detail: [{ loc: ['body', null, 'seed'], msg: 'No' }] }, 'seed: No'],
	['entries among noise', { detail: ['x', null, { msg: 'Wrong' }] }, 'Wrong'],
	['a text as detail', { detail: 'Not Found' }, 'Not Found'],
	['a text as error', { error: 'Unauthorized' }, 'Unauthorized'],
	['a message', { message: 'no Route matched' }, 'no Route matched'],
	['an error before a detail', { error: 'a', detail: 'b', message: 'c' }, 'a'],
	['a detail before a message', { detail: 'b', message: 'c' }, 'b'],
])('%s is read', (_, body, message) => {
	expect(readErrorBody(body)).toMatchObject({ message, foreign: false });
});

test('of several details each place is named once, and the whole body is none', () => {
	const detail = [
		{ loc: ['body'], msg: 'Wrong' },
		{ loc: ['body', 'seed'], msg: 'Too large' },
		{ loc: ['body', 'seed'], msg: 'Not whole' },
		{ loc: ['body', 'model'], msg: 'Unknown' },
	];
	expect(readErrorBody({ detail }).param).toBe('seed, model');
});

test('a code beside a plain message is read', () => {
	expect(readErrorBody({ message: 'm', code: 'c' })).toMatchObject({ message: 'm', code: 'c' });
});

test.each([
	['HTML', '<html>Bad gateway</html>', true],
	['plain text', 'upstream error', true],
	['an object without words', { status: 'down' }, false],
	['an empty list of details', { detail: [] }, false],
	['an empty text', ' ', false],
	['nothing', undefined, false],
	['null', null, false],
	['a list', [1], false],
])('%s says nothing; whether it comes from somewhere else: %p', (_, body, foreign) => {
	const read = readErrorBody(body);
	expect([read.message, read.foreign]).toEqual([undefined, foreign]);
});

test('no text of a server is quoted at more than 500 characters', () => {
	const long = 'x'.repeat(2000);
	const bodies = [
		{ error: { message: long, code: long, param: long, type: long } },
		{ detail: [{ msg: long }, { msg: long }] },
		{ detail: long },
		{ message: long, code: long },
	];
	for (const body of bodies) {
		const texts = Object.values(readErrorBody(body)).filter((part) => typeof part === 'string');
		expect(Math.max(...texts.map((text) => text.length))).toBe(500);
	}
});

test('any body is read without a fault', () => {
	const key = fc.constantFrom('error', 'detail', 'message', 'code', 'loc', 'msg', 'param');
	fc.assert(
		fc.property(fc.object({ key, maxDepth: 4, withNullPrototype: true }), (body) => {
			expect(typeof readErrorBody(body).foreign).toBe('boolean');
		}),
	);
});

test('an object as detail is read', () => {
	expect(readErrorBody({ detail: { error: 'No such model' } })).toMatchObject({
		message: 'No such model',
		foreign: false,
	});
});
