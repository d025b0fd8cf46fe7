/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { mkdtempSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

import { startSandbox } from '../../../sandbox';
import { asOpenAi, bodyProblem } from '../../../sandbox/dialects/together/createBody';
import { tunedName } from '../../../sandbox/dialects/together/view';
import { provider } from './provider';

const BODY = {
	model: 'Qwen/Qwen3-8B',
	training_file: 'file-1',
	training_method: { method: 'sft', train_on_inputs: false },
};

test.each([
	[{}, null],
	[{ batch_size: 'max', n_evals: 0, packing: true, random_seed: 0, suffix: '' }, null],
	[{ training_type: { type: 'Lora', lora_r: 8, lora_alpha: 16, lora_dropout: 0 } }, null],
	[{ training_method: { method: 'dpo', dpo_beta: 0.1 } }, null],
	[{ training_method: { method: 'sft', train_on_inputs: 'auto' } }, null],
	[{ model: undefined }, 'model'],
	[{ training_file: '' }, 'training_file'],
	[{ n_epochs: 'auto' }, 'n_epochs'],
	[{ batch_size: 'auto' }, 'batch_size'],
	[{ learning_rate: 0 }, 'learning_rate'],
	[{ suffix: 'x'.repeat(65) }, 'suffix'],
	[{ seed: 1 }, 'seed'],
	[{ metadata: {} }, 'metadata'],
	[{ training_method: { method: 'sft' } }, 'training_method.train_on_inputs'],
	[{ training_method: { method: 'supervised' } }, 'training_method.method'],
	[{ training_method: 'sft' }, 'training_method'],
	[{ training_type: { type: 'Lora', lora_r: 8 } }, 'training_type.lora_alpha'],
	[{ training_type: { type: 'Full', lora_r: 8 } }, 'training_type.lora_r'],
	[{ training_type: { type: 'full' } }, 'training_type.type'],
])('a create request with %p is refused for %p', (changes, param) => {
	expect(bodyProblem({ ...BODY, ...changes })?.body.param ?? null).toBe(param);
});

test('a request is trained as OpenAI would have it', () => {
	const method = { method: 'dpo', dpo_beta: 0.1 };
	expect(asOpenAi({ ...BODY, training_method: method, batch_size: 'max', random_seed: 7 })).toEqual(
		{
			model: BODY.model,
			training_file: 'file-1',
			seed: 7,
			method: { type: 'dpo' },
			hyperparameters: {
				n_epochs: 1,
				'training_method.method': 'dpo',
				'training_method.dpo_beta': 0.1,
				'training_type.type': 'Lora',
			},
		},
	);
});

test.each([
	['ft:Qwen/Qwen3-8B:sandbox:my-own:AbC', /^sandbox\/Qwen3-8B-my-own-[0-9a-f]{8}$/],
	['ft:Qwen/Qwen3-8B:sandbox:a:b:AbC', /^sandbox\/Qwen3-8B-a:b-[0-9a-f]{8}$/],
	['ft:Qwen/Qwen3-8B:sandbox::AbC', /^sandbox\/Qwen3-8B-[0-9a-f]{8}$/],
])('%s is named as by Together', (name, expected) => {
	expect(tunedName(name)).toMatch(expected);
});

test('a job, its file and its endpoint are there after a restart', async () => {
	const folder = mkdtempSync(join(tmpdir(), 'sandbox-'));
	const options = { stateFile: join(folder, 'state'), dialect: 'together' } as const;
	const before = await provider('together', options);
	const form = new FormData();
	form.set('purpose', 'fine-tune');
	form.set('file_name', 'a.jsonl');
	const messages = [
		{ role: 'user', content: 'q' },
		{ role: 'assistant', content: 'a' },
	];
	form.set('file', new Blob([JSON.stringify({ messages })]), 'a.jsonl');
	const headers = { authorization: `Bearer ${before.sandbox.apiKey}` };
	const url = `${before.sandbox.baseUrl}/files/upload`;
	const uploaded = await fetch(url, { method: 'POST', headers, body: form });
	const { id: training_file } = (await uploaded.json()) as { id: string };
	before.sandbox.clock.advance(5);
	const { body: job } = await before.call('/v1/fine-tunes', { ...BODY, training_file });
	const { body: endpoint } = await before.call('/v1/endpoints', {
		model: BODY.model,
		hardware: '1x_nvidia_h100_80gb_sxm',
		autoscaling: { min_replicas: 1, max_replicas: 1 },
	});
	await before.sandbox.close();

	const after = await provider('together', options);
	after.sandbox.clock.advance(120);
	const [{ id }, { id: endpointId }] = [job as { id: string }, endpoint as { id: string }];
	expect(await after.call(`/v1/fine-tunes/${id}`)).toMatchObject({
		body: { status: 'completed', model_output_name: expect.any(String) },
	});
	expect(await after.call(`/v1/files/${training_file}`)).toMatchObject({
		body: { processing_status: 'COMPLETED' },
	});
	expect(await after.call(`/v1/endpoints/${endpointId}`)).toMatchObject({
		body: { state: 'STARTED' },
	});
	await after.sandbox.close();
	rmSync(folder, { recursive: true });
});

test('users who do not wait for an answer are refused, as is what is no upload', async () => {
	const sandbox = await startSandbox({ dialect: 'together', seed: 1 });
	const headers = { authorization: `Bearer ${sandbox.apiKey}` };
	const upload = async (lines: object[], more: Record<string, string> = {}) => {
		const form = new FormData();
		const fields = { purpose: 'fine-tune', file_name: 'a.jsonl', ...more };
		for (const [name, value] of Object.entries(fields)) form.set(name, value);
		form.set('file', new Blob([lines.map((line) => JSON.stringify(line)).join('\n')]), 'a.jsonl');
		const url = `${sandbox.baseUrl}/files/upload`;
		const response = await fetch(url, { method: 'POST', headers, body: form });
		return { status: response.status, ...((await response.json()) as { id?: string }) };
	};
	const said = (...roles: string[]) => ({
		messages: roles.map((role) => ({ role, content: 'x' })),
	});
	expect(await upload([said('user', 'assistant')], { purpose: 'batch' })).toMatchObject({
		status: 400,
	});
	expect(await upload([], {})).toMatchObject({ status: 400 });
	const { id } = await upload([said('user', 'assistant'), said('user', 'user', 'assistant')]);
	sandbox.clock.advance(5);
	const checked = await fetch(`${sandbox.baseUrl}/files/${id}`, { headers });
	expect(await checked.json()).toMatchObject({
		processing_status: 'INVALID_FORMAT',
		validation_report: { valid: false, error: expect.stringContaining('line 2') },
	});
	await sandbox.close();
});
