/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { setTimeout as delay } from 'node:timers/promises';
import type { SandboxOptions } from '../../../sandbox';
import { provider, type Provider } from './provider';
import { askedOf, jsonlOf, LEARNED, UNSEEN } from './tickets';

const JOBS = '/v1/fine_tuning/jobs';
const MODEL = 'gpt-4.1-mini-2025-04-14';
let server: Provider;
let folder: string | undefined;

afterEach(async () => {
	await server.sandbox.close();
	if (folder) rmSync(folder, { recursive: true });
	folder = undefined;
});

async function start(options: SandboxOptions = {}): Promise<void> {
	server = await provider(options.dialect, options);
}

async function upload(content: string): Promise<string> {
	const form = new FormData();
	form.set('purpose', 'fine-tune');
	form.set('file', new Blob([content]), 'train.jsonl');
	const headers = { authorization: `Bearer ${server.sandbox.apiKey}` };
	const init = { method: 'POST', headers, body: form };
	const response = await fetch(`${server.sandbox.baseUrl}/files`, init);
	const { id } = (await response.json()) as { id: string };
	return id;
}

async function create(body: object): Promise<string> {
	const response = await server.call(JOBS, { model: MODEL, ...body });
	expect(response).toMatchObject({ status: 200 });
	return (response.body as { id: string }).id;
}

async function get<T>(path: string): Promise<T> {
	return (await server.call(path)).body as T;
}

interface Job {
	status: string;
	fine_tuned_model: string | null;
	trained_tokens: number | null;
	finished_at: number | null;
	estimated_finish: number | null;
	result_files: string[];
	error: { message: string } | null;
}
const job = async (id: string) => await get<Job>(`${JOBS}/${id}`);
async function events(id: string) {
	type Events = { data: Array<{ id: string; message: string; level: string }>; has_more: boolean };
	const all: Events['data'] = [];
	for (;;) {
		const after = all.at(-1)?.id ?? '';
		const page = await get<Events>(`${JOBS}/${id}/events?limit=100&after=${after}`);
		all.push(...page.data);
		if (!page.has_more) return all;
	}
}
const checkpoints = async (id: string) =>
	(await get<{ data: unknown[] }>(`${JOBS}/${id}/checkpoints`)).data;

async function ask(model: string, message: string) {
	const { status, body } = await server.call('/v1/chat/completions', {
		model,
		messages: askedOf(message),
	});
	const choices = (body as { choices?: Array<{ message: { content: string } }> }).choices;
	return { status, said: choices?.[0]?.message.content };
}

/** Enough to be trained in the background: many examples, and long ones. */
function longFile(): string {
	const filler = 'and so on, at length, '.repeat(40);
	const lines = Array.from({ length: 600 }, (_, index) =>
		JSON.stringify({
			messages: [
				{ role: 'user', content: `Message ${index}: ${filler}` },
				{ role: 'assistant', content: index % 2 ? 'odd' : 'even' },
			],
		}),
	);
	return lines.join('\n');
}

async function until<T>(ask: () => Promise<T>, done: (answer: T) => boolean): Promise<T> {
	for (;;) {
		const answer = await ask();
		if (done(answer)) return answer;
		await delay(20);
	}
}

test('a long training goes on in the background: others are answered, and the job ends when it is done', async () => {
	await start();
	const long = await create({
		training_file: await upload(longFile()),
		hyperparameters: { n_epochs: 10, batch_size: 1 },
	});
	const short = await create({ training_file: await upload(jsonlOf(LEARNED.slice(0, 20))) });
	server.sandbox.clock.advance(100_000);
	const early = await job(long);
	expect(early).toMatchObject({ status: 'running', trained_tokens: null, fine_tuned_model: null });
	expect(early.estimated_finish).toBeGreaterThan(server.sandbox.clock.now());
	expect(await checkpoints(long)).toEqual([]);
	expect((await events(long))[0]?.message).toBe('Fine-tuning job started');
	expect(await job(short)).toMatchObject({ status: 'succeeded' });

	const done = await until(
		async () => {
			server.sandbox.clock.advance(1);
			return await job(long);
		},
		({ status }) => status !== 'running',
	);
	expect(done).toMatchObject({ status: 'succeeded', fine_tuned_model: expect.any(String) });
	expect(done.finished_at).toBeGreaterThan(1_800_100_000);
	expect(done.trained_tokens).toBeGreaterThan(100_000);
	expect(await checkpoints(long)).toHaveLength(3);
	expect((await events(long))[0]?.message).toBe('The job has successfully completed');
	const { bytes } = server.sandbox.store.files.get(done.result_files[0] ?? '')?.file ?? {};
	expect(bytes).toBeGreaterThan(2000 * '1,0.1,0.1,,'.length);
});

test('a long training can be cancelled', async () => {
	await start();
	const id = await create({
		training_file: await upload(longFile()),
		hyperparameters: { n_epochs: 20, batch_size: 1 },
	});
	server.sandbox.clock.advance(100_000);
	expect(await job(id)).toMatchObject({ status: 'running' });
	expect(await server.call(`${JOBS}/${id}/cancel`, undefined, 'POST')).toMatchObject({
		body: { status: 'cancelled' },
	});
	server.sandbox.clock.advance(100_000);
	expect(await job(id)).toMatchObject({ status: 'cancelled', fine_tuned_model: null });
});

test('after a restart in mid-training the figures are the same, and go on', async () => {
	folder = mkdtempSync(join(tmpdir(), 'sandbox-state-'));
	const stateFile = join(folder, 'state.json');
	await start({ stateFile });
	const id = await create({
		training_file: await upload(jsonlOf(LEARNED)),
		validation_file: await upload(jsonlOf(UNSEEN)),
		seed: 7,
		hyperparameters: { n_epochs: 3, batch_size: 8 },
	});
	server.sandbox.clock.advance(30);
	const before = await events(id);
	expect(before[0]?.message).toMatch(/^Step \d+\/60: training loss=/);
	await server.sandbox.close();

	await start({ stateFile });
	expect(await events(id)).toEqual(before);
	server.sandbox.clock.advance(1000);
	const { fine_tuned_model, status } = await job(id);
	expect(status).toBe('succeeded');
	expect((await events(id)).slice(-before.length)).toEqual(before);
	const said = await ask(fine_tuned_model ?? '', UNSEEN[0]?.message ?? '');
	await server.sandbox.close();

	await start({ stateFile });
	expect(await ask(fine_tuned_model ?? '', UNSEEN[0]?.message ?? '')).toEqual(said);
});

test('the same data, seed and hyperparameters measure the same, whatever the file is called', async () => {
	await start();
	const measured: unknown[] = [];
	for (const seed of [5, 5, 6]) {
		const training_file = await upload(jsonlOf(LEARNED.slice(0, 40)));
		const id = await create({ training_file, seed });
		server.sandbox.clock.advance(1000);
		await job(id);
		measured.push(server.sandbox.store.jobs.get(id)?.figures?.steps);
	}
	expect(measured[0]).toHaveLength(120);
	expect(measured[1]).toEqual(measured[0]);
	expect(measured[2]).not.toEqual(measured[0]);
});

test('a file deleted after the job was created is still trained on, a deleted model answers no more', async () => {
	await start();
	const file = await upload(jsonlOf(LEARNED));
	const id = await create({ training_file: file });
	await server.call(`/v1/files/${file}`, undefined, 'DELETE');
	expect((await server.call(`/v1/files/${file}`)).status).toBe(404);
	server.sandbox.clock.advance(1000);
	const { fine_tuned_model } = await job(id);
	const [ticket] = LEARNED;
	expect(await ask(fine_tuned_model ?? '', ticket?.message ?? '')).toEqual({
		status: 200,
		said: ticket?.category,
	});
	await server.call(`/v1/models/${fine_tuned_model}`, undefined, 'DELETE');
	expect((await ask(fine_tuned_model ?? '', 'x')).status).toBe(404);
});

test('a job whose bytes are gone fails, with the reason', async () => {
	folder = mkdtempSync(join(tmpdir(), 'sandbox-state-'));
	const stateFile = join(folder, 'state.json');
	await start({ stateFile });
	const file = await upload(jsonlOf(LEARNED));
	const id = await create({ training_file: file });
	rmSync(join(`${stateFile}.files`, file));
	server.sandbox.clock.advance(1000);
	const { error, ...failed } = await job(id);
	expect(failed).toMatchObject({ status: 'failed', finished_at: expect.any(Number) });
	expect(error?.message).toMatch(/^The sandbox could not train this job: ENOENT/);
});

test('two hundred small jobs are trained when they run, and not before', async () => {
	await start();
	const training_file = await upload(jsonlOf(LEARNED.slice(0, 12)));
	const ids: string[] = [];
	for (let index = 0; index < 200; index += 1) ids.push(await create({ training_file }));
	const figures = () => ids.map((id) => server.sandbox.store.jobs.get(id)?.figures);
	await job(ids[0] ?? '');
	expect(figures().filter((one) => one !== undefined)).toEqual([]);
	server.sandbox.clock.advance(1000);
	await job(ids[0] ?? '');
	expect(figures().filter((one) => one === undefined)).toEqual([]);
});

describe('what is not learned is told in an event', () => {
	const warnings = async (id: string) =>
		(await events(id)).filter(({ level }) => level === 'warn').map(({ message }) => message);

	test('preferences', async () => {
		await start();
		const line = {
			input: { messages: [{ role: 'user', content: 'Hello?' }] },
			preferred_output: [{ role: 'assistant', content: 'Hello!' }],
			non_preferred_output: [{ role: 'assistant', content: 'No.' }],
		};
		const training_file = await upload(`${JSON.stringify(line)}\n`.repeat(10));
		const id = await create({ training_file, method: { type: 'dpo' } });
		server.sandbox.clock.advance(1000);
		const { fine_tuned_model, trained_tokens } = await job(id);
		expect(trained_tokens).toBeGreaterThan(0);
		expect(await warnings(id)).toEqual([expect.stringContaining('only simulates this method')]);
		expect((await ask(fine_tuned_model ?? '', 'x')).status).toBe(200);
	});

	test('more answers than it can tell apart', async () => {
		await start();
		const lines = Array.from({ length: 150 }, (_, index) =>
			JSON.stringify({
				messages: [
					{ role: 'user', content: `Question ${index}` },
					{ role: 'assistant', content: `Answer ${index}` },
				],
			}),
		);
		const id = await create({ training_file: await upload(lines.join('\n')) });
		server.sandbox.clock.advance(1000);
		await job(id);
		expect(await warnings(id)).toEqual([
			expect.stringMatching(/has 150 different answers: .*can only recall the nearest/),
		]);
	});

	test('examples without an answer to learn', async () => {
		await start();
		const [first, second] = ['a', 'b'].map((content, weight) =>
			JSON.stringify({
				messages: [
					{ role: 'user', content: 'q' },
					{ role: 'assistant', content, weight },
				],
			}),
		);
		const id = await create({ training_file: await upload(`${first}\n${second}\n`.repeat(6)) });
		server.sandbox.clock.advance(1000);
		await job(id);
		expect(await warnings(id)).toEqual([expect.stringContaining('from 6 of the 12 examples')]);
	});

	test('nothing for what it learns, nor for a job that was put in', async () => {
		await start();
		const id = await create({ training_file: await upload(jsonlOf(LEARNED)) });
		server.sandbox.clock.advance(1000);
		expect(await warnings(id)).toEqual([]);
		const { id: seeded } = server.sandbox.seedJob({ status: 'running' });
		expect(await warnings(seeded)).toEqual([]);
	});
});
