import OpenAI, { toFile } from 'openai';

import { fileReader } from '../../nodes/shared/providers/openAiProtocol/files';
import { matchesJob, simplifyJob } from '../../nodes/shared/domain/job';
import { simplifyCheckpoint } from '../../nodes/shared/domain/jobLog';
import {
	pageReader,
	readCheckpoint,
	readEvent,
	readJob,
	readModel,
} from '../../nodes/shared/providers/openAiProtocol/readers';
import { startSandbox, type Sandbox } from '../../sandbox';
import { trainingExamples } from '../engine/examples';

/** The names that the readers go by are those of the SDK. The compiler is the test. */
const job: Array<keyof OpenAI.FineTuning.FineTuningJob> = [
	'id',
	'status',
	'created_at',
	'finished_at',
	'estimated_finish',
	'model',
	'fine_tuned_model',
	'method',
	'hyperparameters',
	'training_file',
	'validation_file',
	'result_files',
	'trained_tokens',
	'seed',
	'metadata',
	'error',
];
const event: Array<keyof OpenAI.FineTuning.FineTuningJobEvent> = [
	'id',
	'created_at',
	'level',
	'message',
	'type',
	'data',
];
const checkpoint: Array<keyof OpenAI.FineTuning.Jobs.FineTuningJobCheckpoint> = [
	'id',
	'created_at',
	'fine_tuned_model_checkpoint',
	'fine_tuning_job_id',
	'step_number',
	'metrics',
];
const file: Array<keyof OpenAI.FileObject> = [
	'id',
	'bytes',
	'created_at',
	'expires_at',
	'filename',
	'purpose',
	'status',
	'status_details',
];
const model: Array<keyof OpenAI.Model> = ['id', 'created', 'owned_by', 'shutdown_date'];

let sandbox: Sandbox;
let client: OpenAI;

beforeAll(async () => {
	sandbox = await startSandbox({ startTime: 1_770_000_000 });
	client = new OpenAI({ baseURL: sandbox.baseUrl, apiKey: sandbox.apiKey });
});

afterAll(async () => await sandbox.close());

/** Which of the names an answer has. */
const known = (answer: object, names: readonly string[]) => names.filter((name) => name in answer);

test('our readers take what the SDK gives', async () => {
	const uploaded = await client.files.create({
		file: await toFile(Buffer.from(trainingExamples(20)), 'rows.jsonl'),
		purpose: 'fine-tune',
	});
	expect(fileReader(false)(uploaded, 0)).toMatchObject({
		id: uploaded.id,
		name: 'rows.jsonl',
		bytes: uploaded.bytes,
		createdAt: uploaded.created_at,
	});
	const { id } = await client.fineTuning.jobs.create({
		model: 'gpt-4.1-mini-2025-04-14',
		training_file: uploaded.id,
		metadata: { team: 'help' },
	});
	sandbox.clock.advance(3600);
	const given = await client.fineTuning.jobs.retrieve(id);
	const read = readJob(given);
	expect(read && simplifyJob(read, null)).toMatchObject({
		id,
		status: 'succeeded',
		trainingFile: uploaded.id,
		fineTunedModel: given.fine_tuned_model,
		durationSeconds: expect.any(Number),
	});
	const filter = { model: 'gpt-4.1-mini', suffix: '', metadata: { team: 'help' } };
	expect(read && matchesJob(read, filter)).toBe(true);
	expect(known(given, job)).toEqual(expect.arrayContaining(['id', 'status', 'created_at']));

	const checkpoints = await client.fineTuning.jobs.checkpoints.list(id);
	const saved = pageReader(readCheckpoint)(checkpoints, 0)?.items ?? [];
	expect(saved).toHaveLength(checkpoints.data.length);
	expect(saved[0] && simplifyCheckpoint(saved[0])).toMatchObject({
		jobId: id,
		step: expect.any(Number),
	});
	expect(known(checkpoints.data[0] ?? {}, checkpoint)).toEqual(checkpoint);

	const log = await client.fineTuning.jobs.listEvents(id);
	expect(pageReader(readEvent)(log, 0)).toMatchObject({ unsound: 0 });
	expect(known(log.data[0] ?? {}, event)).toEqual(event);

	const models = await client.models.list();
	const own = pageReader(readModel)(models, 0)?.items.filter(({ fineTuned }) => fineTuned);
	expect(own?.map((one) => one.id)).toContain(given.fine_tuned_model);
	expect(known(models.data[0] ?? {}, model)).toEqual(model);
	expect(own?.map(({ shutdownDate }) => shutdownDate)).toEqual(['2027-01-14']);
	const retrieved = await client.models.retrieve(given.fine_tuned_model ?? '');
	expect(retrieved.shutdown_date).toBe('2027-01-14');
	expect(known(uploaded, file)).toEqual(expect.arrayContaining(['id', 'filename', 'bytes']));
});
