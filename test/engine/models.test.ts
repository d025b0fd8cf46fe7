import { startSandbox, type Sandbox } from '../../sandbox';
import { BLANK, byId, createEngine } from './harness';

const MINE = 'ft:gpt-4.1-mini-2025-04-14:sandbox:tickets:abc';
const BASE = 'gpt-4.1-mini-2025-04-14';
let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;

beforeEach(async () => {
	sandbox = await startSandbox({ startTime: 1_770_000_000, seed: 1 });
	engine = createEngine(sandbox);
	sandbox.store.models.set(MINE, {
		object: 'model',
		id: MINE,
		created: 1_769_000_000,
		owned_by: 'org-sandbox',
	});
});

afterEach(async () => await sandbox.close());

const model = async (operation: string, more: Record<string, unknown>) =>
	await engine.execute({ resource: 'model', operation, ...more } as Parameters<
		typeof engine.execute
	>[0]);

test('get', async () => {
	const { items } = await model('get', { modelId: byId(MINE) });
	expect(items).toEqual([
		{
			json: { object: 'model', id: MINE, created: 1_769_000_000, owned_by: 'org-sandbox' },
			pairedItem: { item: 0 },
		},
	]);
	const missing = await model('get', { modelId: byId('ft:none') });
	expect(missing.error?.message).toBe('Model ft:none was not found');
});

test('get many: all, the fine-tuned ones, and no more than asked for', async () => {
	const ids = async (more: Record<string, unknown>) =>
		(await model('getAll', { returnAll: true, limit: 50, filters: {}, ...more })).items.map(
			({ json }) => json.id,
		);
	const all = await ids({});
	expect(all).toContain(BASE);
	expect(all).toContain(MINE);
	expect(await ids({ filters: { fineTunedOnly: true } })).toEqual([MINE]);
	expect(await ids({ returnAll: false, limit: 2 })).toEqual(all.slice(0, 2));
	expect(sandbox.requests).toHaveLength(3);
});

test('delete', async () => {
	const { items } = await model('delete', { modelId: byId(MINE) });
	expect(items[0]?.json).toEqual({ deleted: true, id: MINE });
	expect(sandbox.store.models.has(MINE)).toBe(false);
	const base = await model('delete', { modelId: byId(BASE) });
	expect(base.error?.message).toBe(`Could not delete the model (model ${BASE})`);
	expect(base.error?.description).toContain('Only your own fine-tuned models can be deleted');
});

test.each(['get', 'delete'])('%s refuses a blank ID', async (operation) => {
	const { error } = await model(operation, { modelId: byId(BLANK) });
	expect(error?.message).toBe("'Model' is empty");
	expect(sandbox.requests).toEqual([]);
});

test('the picker shows the own models first', async () => {
	const { results } = await engine.pick('searchModels');
	expect(results[0]).toMatchObject({ value: MINE, name: expect.stringMatching(/ · .* ago$/) });
	expect(results[1]).toMatchObject({ name: results[1]?.value });
	const { results: found } = await engine.pick('searchModels', 'NANO');
	expect(found.map(({ value }) => value)).toEqual(['gpt-4.1-nano-2025-04-14']);
});
