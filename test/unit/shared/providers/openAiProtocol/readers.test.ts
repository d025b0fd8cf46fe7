import { fileReader } from '../../../../../nodes/shared/providers/openAiProtocol/files';
import {
	readCheckpoint,
	readEvent,
	readModel,
	readPermission,
} from '../../../../../nodes/shared/providers/openAiProtocol/readers';
import { aStep } from '../../../builders';

test('an event is read whole, and without type, level and data it is a message', () => {
	const wire = {
		id: 'ftevent-1',
		created_at: 5,
		level: 'warn',
		message: 'Step 1/10',
		type: 'metrics',
		data: { step: 1, total_steps: 10, train_loss: 0.5 },
	};
	expect(readEvent(wire)).toEqual({
		id: 'ftevent-1',
		createdAt: 5,
		level: 'warn',
		message: 'Step 1/10',
		type: 'metrics',
		data: { step: 1, total_steps: 10, train_loss: 0.5 },
		metrics: aStep(1, { trainLoss: 0.5 }),
		step: 1,
		totalSteps: 10,
		raw: wire,
	});
	expect(readEvent({ id: 'e', created_at: 0, data: 'x' })).toMatchObject({
		level: 'info',
		message: '',
		type: 'message',
		data: null,
		metrics: null,
		step: null,
		totalSteps: null,
	});
	// Figures, but not those of a step.
	expect(readEvent({ id: 'e', created_at: 0, data: { step: 'x' } })?.metrics).toBeNull();
});

test('a checkpoint is read whole, and one that says little is still one', () => {
	const wire = {
		id: 'ftckpt_1',
		created_at: 5,
		fine_tuned_model_checkpoint: 'ft:m:ckpt-step-80',
		fine_tuning_job_id: 'ftjob-1',
		step_number: 80,
		metrics: { train_loss: 0.2 },
	};
	expect(readCheckpoint(wire)).toEqual({
		id: 'ftckpt_1',
		model: 'ft:m:ckpt-step-80',
		step: 80,
		createdAt: 5,
		jobId: 'ftjob-1',
		metrics: { train_loss: 0.2 },
		raw: wire,
	});
	const nothing = { model: null, step: null, createdAt: null, jobId: null, metrics: {} };
	expect(readCheckpoint({ id: 'x', metrics: null })).toMatchObject(nothing);
});

test('a file is read whole, and one that says little is still one', () => {
	const wire = {
		id: 'file-1',
		bytes: 1200,
		created_at: 5,
		expires_at: 9,
		filename: 'a.jsonl',
		purpose: 'fine-tune',
		status: 'Processed',
		status_details: 'fine',
	};
	expect(fileReader(false)(wire, 0)).toEqual({
		id: 'file-1',
		name: 'a.jsonl',
		purpose: 'fine-tune',
		bytes: 1200,
		status: 'Processed',
		state: 'ready',
		statusDetails: 'fine',
		createdAt: 5,
		expiresAt: 9,
		raw: wire,
	});
	const nothing = { name: null, bytes: null, status: null, statusDetails: null, expiresAt: null };
	expect(fileReader(false)({ id: 'x' }, 0)).toMatchObject(nothing);
});

test.each([
	['processed', 'ready', 'ready'],
	['Succeeded', 'ready', 'ready'],
	[undefined, 'ready', 'processing'],
	['uploaded', 'ready', 'processing'],
	['UPLOADED', 'ready', 'processing'],
	['pending', 'processing', 'processing'],
	['running', 'processing', 'processing'],
	['error', 'refused', 'refused'],
	['failed', 'refused', 'refused'],
	['deleted', 'refused', 'refused'],
])('a file %p is %s, where files are processed %s', (status, plain, processed) => {
	expect(fileReader(false)({ id: 'f', status }, 0)?.state).toBe(plain);
	expect(fileReader(true)({ id: 'f', status }, 0)?.state).toBe(processed);
});

test.each([
	['ft:gpt-4.1-mini-2025-04-14:org::abc', true],
	['davinci:ft-org-2023-01-01', true],
	['gpt-4o-mini-2024-07-18.ft-0e208cf33a6a466994aff31a08aba678', true],
	['gpt-4.1-mini', false],
	['left-over', false],
	['soft:ware', false],
])('the model %s is fine-tuned: %p', (id, fineTuned) => {
	expect(readModel({ id, created: 5 })).toMatchObject({ id, fineTuned, createdAt: 5 });
});

test.each([
	['gpt-4o-mini-2024-07-18', undefined, true],
	['gpt-4.1-2025-04-14', {}, true],
	['davinci-002', { fine_tune: 'yes' }, true],
	['whisper-1', undefined, false],
	['dall-e-3', undefined, false],
	['tts-1-hd', undefined, false],
	['sora-2-pro', undefined, false],
	['text-embedding-3-small', undefined, false],
	['omni-moderation-latest', undefined, false],
	['gpt-image-1', undefined, false],
	['gpt-realtime', undefined, false],
	['gpt-4o-realtime-preview-2024-12-17', undefined, false],
	['gpt-4o-mini-transcribe', undefined, false],
	['gpt-4o-mini-tts', undefined, false],
	['gpt-4o-audio-preview', undefined, false],
	['gpt-4o-search-preview', undefined, false],
	['o3-deep-research', undefined, false],
	// Of these nothing is known, and names of others mean nothing.
	['gpt-4.1', undefined, null],
	['gpt-5', undefined, null],
	['qwen3-32b', undefined, null],
	['research-assistant', undefined, null],
	['my-tts', undefined, null],
	['whisper-1', { fine_tune: true }, true],
	['a-gpt-4.1-2025-04-14', undefined, null],
	['unknown', { fine_tune: true }, true],
	// What the provider says counts for more than the name.
	['gpt-4o-2024-08-06', { fine_tune: false }, false],
])('the model %s with the capabilities %p can be trained: %p', (id, capabilities, trainable) => {
	expect(readModel({ id, capabilities })?.trainable).toBe(trainable);
});

test('a permission keeps all that the provider tells of it', () => {
	const wire = { id: 'cp_1', project_id: 'proj_1' };
	expect(readPermission(wire)).toEqual({ id: 'cp_1', raw: wire });
});

test.each<[Record<string, unknown>, string | null]>([
	[{}, null],
	[{ shutdown_date: null }, null],
	[{ shutdown_date: '2027-01-14' }, '2027-01-14'],
	[{ shutdown_date: '2027-02-30' }, null],
	[{ shutdown_date: '2027-13-01' }, null],
	[{ shutdown_date: 'soon' }, null],
	[{ shutdown_date: 1_800_000_000 }, null],
	// Azure's.
	[{ deprecation: { fine_tune: 1_806_537_600, inference: 1_822_348_800 } }, '2027-10-01'],
	[{ deprecation: { inference: null } }, null],
	[{ deprecation: { inference: 1e300 } }, null],
	[{ deprecation: 'yes' }, null],
])('a model with %j is shut down at %p', (end, day) => {
	expect(readModel({ id: 'm', ...end })?.shutdownDate).toBe(day);
});

test("the owner and the time of creation of a model, also in Azure's form", () => {
	expect(readModel({ id: 'm', created: 5, owned_by: 'acme' })).toMatchObject({
		createdAt: 5,
		owner: 'acme',
	});
	expect(readModel({ id: 'm', created_at: 6, owned_by: ' ' })).toMatchObject({
		createdAt: 6,
		owner: null,
	});
});
