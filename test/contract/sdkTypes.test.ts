import OpenAI, { toFile } from 'openai';

import { matchesJob } from '../../nodes/shared/filters';
import { simplifyCheckpoint, simplifyFile, simplifyJob } from '../../nodes/shared/simplify';
import type {
	ApiFile,
	ApiModel,
	FineTuningJob,
	JobCheckpoint,
	JobEvent,
} from '../../nodes/shared/types';
import { startSandbox, type Sandbox } from '../../sandbox';
import { trainingExamples } from '../engine/examples';

type Extends<A, B> = [A] extends [B] ? true : false;

/** Whatever the SDK says an answer is, our types must take. The compiler is the test. */
const covered: [
	Extends<OpenAI.FineTuning.FineTuningJob, FineTuningJob>,
	Extends<OpenAI.FineTuning.FineTuningJobEvent, JobEvent>,
	Extends<OpenAI.FileObject, ApiFile>,
	Extends<OpenAI.Model, ApiModel>,
	Extends<OpenAI.FineTuning.Jobs.FineTuningJobCheckpoint, JobCheckpoint>,
] = [true, true, true, true, true];

let sandbox: Sandbox;

beforeAll(async () => {
	sandbox = await startSandbox({ startTime: 1_770_000_000 });
});

afterAll(async () => await sandbox.close());

test('our functions take what the SDK gives', async () => {
	const client = new OpenAI({ baseURL: sandbox.baseUrl, apiKey: sandbox.apiKey });
	const file = await client.files.create({
		file: await toFile(Buffer.from(trainingExamples(20)), 'rows.jsonl'),
		purpose: 'fine-tune',
	});
	const { id } = await client.fineTuning.jobs.create({
		model: 'gpt-4.1-mini-2025-04-14',
		training_file: file.id,
		metadata: { team: 'help' },
	});
	sandbox.clock.advance(3600);
	const job = await client.fineTuning.jobs.retrieve(id);
	expect(simplifyJob(job)).toMatchObject({ id, status: 'succeeded', trainingFile: file.id });
	expect(matchesJob(job, { model: '', suffix: '', metadata: { team: 'help' } })).toBe(true);
	const [checkpoint] = (await client.fineTuning.jobs.checkpoints.list(id)).data;
	expect(checkpoint && simplifyCheckpoint(checkpoint)).toMatchObject({ jobId: id });
	expect(simplifyFile(file)).toMatchObject({ id: file.id, fileName: 'rows.jsonl' });
	expect(covered).not.toContain(false);
});
