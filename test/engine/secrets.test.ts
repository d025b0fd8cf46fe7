/* eslint-disable @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import './verbose';

import { LoggerProxy, type Logger } from 'n8n-workflow';

import type { Fault } from '../../sandbox';
import { createEngine } from './harness';
import { openBench, OPERATIONS, tryOperation, type Bench } from './operations';

jest.mock('../../nodes/shared/timing', () => ({
	...jest.requireActual<{ FAST: object }>('./fast').FAST,
	// Whether anything succeeds does not matter here.
	TIMEOUT_MS: 200,
}));

let bench: Bench;
const logged: unknown[] = [];

beforeAll(async () => {
	const log = (...args: unknown[]) => void logged.push(args);
	const write = (chunk: unknown) => logged.push(String(chunk)) > 0;
	for (const method of ['log', 'info', 'warn', 'error', 'debug', 'trace'] as const) {
		jest.spyOn(console, method).mockImplementation(log);
	}
	// n8n's logger writes to the console's own streams, which need not be the process's.
	const { _stdout, _stderr } = console as unknown as Record<string, NodeJS.WriteStream>;
	for (const stream of new Set([process.stdout, process.stderr, _stdout, _stderr])) {
		if (stream) jest.spyOn(stream, 'write').mockImplementation(write);
	}
	const logger = { error: log, warn: log, info: log, debug: log, scoped: () => logger };
	LoggerProxy.init(logger as unknown as Logger);
	// n8n's own logger is among what is searched.
	const opened = await openBench();
	await opened.sandbox.close();
	expect(JSON.stringify(logged)).toContain('Start executing node');
});
afterAll(() => jest.restoreAllMocks());

beforeEach(async () => {
	bench = await openBench();
	logged.splice(0);
});
afterEach(async () => await bench.sandbox.close());

/** Every text that can be reached from a value: also in errors, their stacks and causes. */
function* textsIn(value: unknown, seen = new Set<unknown>()): Generator<string> {
	if (typeof value === 'string') yield value;
	if (typeof value !== 'object' || value === null || seen.has(value)) return;
	seen.add(value);
	if (value instanceof Map || value instanceof Set) yield* textsIn([...value], seen);
	if (Buffer.isBuffer(value)) yield value.toString('latin1');
	for (const name of Reflect.ownKeys(value)) {
		yield String(name);
		const descriptor = Object.getOwnPropertyDescriptor(value, name);
		yield* textsIn(descriptor?.value ?? descriptor?.get?.call(value), seen);
	}
}

function expectNoKey(...left: unknown[]): void {
	const { apiKey } = bench.sandbox;
	const encoded = [apiKey, Buffer.from(apiKey).toString('base64'), encodeURIComponent(apiKey)];
	const found = [...textsIn([left, logged])].filter((text) =>
		encoded.some((key) => text.includes(key)),
	);
	expect(found).toEqual([]);
}

const KEY = 'sk-sandbox';
const FAULTS: Array<[string, Fault | undefined]> = [
	['nothing', undefined],
	['429', { status: 429, headers: { 'retry-after': '90' } }],
	['quota', { status: 429, body: { error: { code: 'insufficient_quota', message: KEY } } }],
	[
		'400 that repeats the key',
		{ status: 400, body: { error: { message: `Bad ${KEY}`, param: KEY } } },
	],
	['401 that repeats the key', { status: 401, body: { error: { message: KEY, code: KEY } } }],
	['403', { status: 403 }],
	['404 in words of its own', { status: 404, body: { detail: `No ${KEY}` } }],
	['422 that repeats the key', { status: 422, body: { detail: [{ loc: [KEY], msg: KEY }] } }],
	['500', { status: 500, headers: { 'x-request-id': KEY } }],
	['HTML that repeats the key', { status: 200, body: `<p>${KEY}</p>`, contentType: 'text/html' }],
	['malformed JSON', { status: 200, body: `{"${KEY}` }],
	['an empty answer', { status: 200, body: '' }],
	['a redirect that repeats the key', { redirectTo: `http://127.0.0.1:9/${KEY}?k=${KEY}` }],
	['a connection dropped before', { drop: 'before' }],
	['a connection dropped after', { drop: 'after' }],
	['half an answer', { cutBody: true }],
	['no answer in time', { delayMs: 2_000 }],
];
const RUNS = FAULTS.flatMap(([name, fault]) =>
	// One of each kind is enough for the slow one.
	OPERATIONS.filter(({ name: operation }) => !fault?.delayMs || operation === 'job: get').map(
		(tried) => ({ name, fault, tried }),
	),
);

test.each(RUNS)('$tried.name with $name leaves no key behind', async ({ fault, tried }) => {
	if (fault) bench.sandbox.faults.add({ ...fault, path: /./ });
	const { sent, ...left } = await tryOperation(bench, tried);
	expect(sent.length).toBeGreaterThan(0);
	expectNoKey(left, bench.engine.uiMessages);
	const continued = await tryOperation(bench, tried, { onError: 'continueRegularOutput' });
	expectNoKey(continued.run, continued.items, continued.error, bench.engine.uiMessages);
});

test.each(FAULTS)('a poll with %s leaves no key behind', async (...[, fault]) => {
	const trigger = bench.engine.trigger({ options: { includeEvents: 2 } }, { budgetMs: 1_500 });
	const left: unknown[] = [await trigger.activate().catch((error: unknown) => error)];
	bench.sandbox.seedJob({ status: 'succeeded' });
	if (fault) bench.sandbox.faults.add({ ...fault, path: /./ });
	left.push(await trigger.poll().catch((error: unknown) => error));
	left.push(await trigger.fetchTestEvent().catch((error: unknown) => error));
	left.push(await bench.engine.pick('searchJobs').catch((error: unknown) => error));
	expectNoKey(left, trigger.staticData, bench.engine.uiMessages);
});

test('nobody at the address, and an address that is open to all', async () => {
	for (const baseUrl of ['http://127.0.0.1:9/v1', 'http://api.invalid/v1', 'https://127.0.0.1:9']) {
		const engine = createEngine({ ...bench.sandbox, baseUrl });
		const [tried] = OPERATIONS;
		if (!tried) throw new Error('No operation');
		const { run, items, error } = await tryOperation({ ...bench, engine }, tried);
		expect(error).toBeDefined();
		expectNoKey(run, items, error, engine.uiMessages);
	}
});

test('the search finds a key where there is one', () => {
	const error = new Error('outer', { cause: Object.assign(new Error(`x ${KEY}`), { a: [1] }) });
	expect(() => expectNoKey({ deep: [error] })).toThrow();
	expect(() => expectNoKey({ headers: { [KEY]: 1 } })).toThrow();
});
