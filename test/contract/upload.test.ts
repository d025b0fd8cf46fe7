import OpenAI from 'openai';

import { startSandbox, type Sandbox } from '../../sandbox';
import { trainingExamples } from '../engine/examples';
import { createEngine, itemWithFile } from '../engine/harness';

let sandbox: Sandbox;
let client: OpenAI;

beforeEach(async () => {
	sandbox = await startSandbox({ startTime: 1_770_000_000, seed: 1 });
	client = new OpenAI({ baseURL: sandbox.baseUrl, apiKey: sandbox.apiKey });
});

afterEach(async () => await sandbox.close());

const PADDING = 'x'.repeat(1024 * 1024);

test.each([
	['in one request', trainingExamples(20), 1],
	['in parts', `${trainingExamples(20)}\n${`"${PADDING}"\n`.repeat(65)}`, 5],
])('the SDK lists and downloads what the node uploaded %s', async (_, content, parts) => {
	const { items } = await createEngine(sandbox).execute(
		{
			resource: 'file',
			operation: 'upload',
			binaryPropertyName: 'data',
			options: { expiresAfter: 3600 },
			simplify: true,
		},
		[itemWithFile(content, 'data', 'rows.jsonl')],
	);
	const sent = sandbox.requests.filter(({ path }) => /(parts|files)$/.test(path));
	expect(sent).toHaveLength(parts);
	const [listed] = (await client.files.list({ purpose: 'fine-tune' })).data;
	expect(listed).toMatchObject({
		id: items[0]?.json.id,
		filename: 'rows.jsonl',
		bytes: content.length,
		purpose: 'fine-tune',
		expires_at: 1_770_003_600,
	});
	const response = await client.files.content(String(listed?.id));
	expect((await response.text()) === content).toBe(true);
});
