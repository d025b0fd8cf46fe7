import OpenAI, { toFile } from 'openai';

import { startSandbox, type Sandbox, type SandboxOptions } from '../../sandbox';
import { trainingExamples } from '../engine/examples';

type Create = OpenAI.FineTuning.JobCreateParams;

let sandbox: Sandbox;
let client: OpenAI;

afterEach(async () => await sandbox.close());

async function start(dialect: SandboxOptions['dialect'], query?: Record<string, string>) {
	sandbox = await startSandbox({ startTime: 1_800_000_000, seed: 7, dialect });
	const { apiKey, baseUrl: baseURL } = sandbox;
	client = new OpenAI({ apiKey, baseURL, defaultQuery: query, maxRetries: 0 });
	const file = await toFile(Buffer.from(trainingExamples(120)), 'train.jsonl');
	return await client.files.create({ file, purpose: 'fine-tune' });
}

/** A request as the vendor documents it, which goes beyond the SDK's types. */
function body(fields: object): Create {
	return fields as Create;
}

test('Crusoe: as its own example drives it', async () => {
	const { id: training_file } = await start('crusoe');
	const [model] = (await client.models.list()).data;
	const job = await client.fineTuning.jobs.create(
		body({
			model: model?.id,
			training_file,
			suffix: 'example',
			method: { type: 'supervised', supervised: { hyperparameters: { lora_rank: 16 } } },
		}),
	);
	const retrieve = async () => await client.fineTuning.jobs.retrieve(job.id);
	sandbox.clock.advance(70);
	expect(await retrieve()).toMatchObject({ status: 'succeeded', fine_tuned_model: null });
	sandbox.clock.advance(120);
	const succeeded = await retrieve();
	expect(succeeded).toMatchObject({ status: 'succeeded', fine_tuned_model: expect.anything() });
	const { data } = await client.fineTuning.jobs.checkpoints.list(job.id);
	expect(data[0]).toMatchObject({ fine_tuned_model_id: succeeded.fine_tuned_model });
	await expect(client.fineTuning.jobs.listEvents(job.id)).rejects.toMatchObject({ status: 404 });
	expect(await client.files.delete(training_file)).toMatchObject({ deleted: true });
});

test('Bedrock: as its own notebook drives it', async () => {
	const { id: training_file } = await start('bedrock');
	const grader = { type: 'lambda', lambda: { function: 'arn:aws:lambda:us-west-2:1:function:f' } };
	const job = await client.fineTuning.jobs.create(
		body({
			model: 'qwen.qwen3-32b-v1:0',
			training_file,
			method: {
				type: 'reinforcement',
				reinforcement: { grader, hyperparameters: { n_epochs: 1, batch_size: 4 } },
			},
		}),
	);
	sandbox.clock.advance(100);
	expect((await client.fineTuning.jobs.list({ limit: 200 })).data).toHaveLength(1);
	const events = await client.fineTuning.jobs.listEvents(job.id, { limit: 100 });
	const metrics = events.data.filter(({ type }) => type === 'metrics');
	expect(metrics[0]).toMatchObject({ message: 'Step 30/30: training metrics' });
	expect(metrics[0]?.data).toHaveProperty('critic_rewards_mean');
	expect((await client.fineTuning.jobs.checkpoints.list(job.id)).data).toHaveLength(1);
	await expect(client.fineTuning.jobs.cancel(job.id)).rejects.toThrow('already completed');
});

test('LiteLLM: the provider in the query of what reads, in the body of what writes', async () => {
	const provider = { custom_llm_provider: 'openai' };
	const { id: training_file } = await start('liteLlm', provider);
	const job = await client.fineTuning.jobs.create(
		body({ model: 'gpt-4.1-mini-2025-04-14', training_file, ...provider }),
	);
	expect((await client.fineTuning.jobs.list()).data.map(({ id }) => id)).toEqual([job.id]);
	expect(await client.fineTuning.jobs.retrieve(job.id)).toMatchObject({ id: job.id });
	await expect(client.fineTuning.jobs.listEvents(job.id)).rejects.toMatchObject({ status: 404 });
	await expect(client.fineTuning.jobs.pause(job.id)).rejects.toMatchObject({ status: 405 });
	await expect(client.fineTuning.jobs.cancel(job.id)).rejects.toMatchObject({ status: 500 });
	expect(await client.fineTuning.jobs.cancel(job.id, { body: provider })).toMatchObject({
		status: 'cancelled',
	});
});
