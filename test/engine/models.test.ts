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
			json: {
				id: MINE,
				createdAt: '2026-01-21T12:53:20.000Z',
				owner: 'org-sandbox',
				fineTuned: true,
				trainable: null,
				shutdownDate: '2027-01-14',
			},
			pairedItem: { item: 0 },
		},
	]);
	const raw = await model('get', { modelId: byId(MINE), simplify: false });
	expect(raw.items[0]?.json).toEqual({
		object: 'model',
		id: MINE,
		created: 1_769_000_000,
		owned_by: 'org-sandbox',
		shutdown_date: '2027-01-14',
	});
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

describe('retiring', () => {
	/** 2026-11-20, by the server's clock. */
	const setClock = () => sandbox.clock.advance(Date.parse('2026-11-20') / 1000 - 1_770_000_000);
	const retiring = async (retiringWithin: unknown, more: Record<string, unknown> = {}) =>
		await model('getAll', {
			returnAll: true,
			limit: 50,
			filters: { retiringWithin, ...more },
			simplify: true,
		});

	test('within so many days, gone ones too, the next to go first', async () => {
		setClock();
		const days = async (within: unknown) =>
			(await retiring(within)).items.map(({ json }) => String(json.shutdownDate));
		expect(new Set(await days(54))).toEqual(new Set(['2026-10-23']));
		const all = await days('55');
		expect(all.slice(-1)).toEqual(['2027-01-14']);
		expect(all).toEqual([...all].sort());
		const mine = await retiring(60, { fineTunedOnly: true });
		expect(mine.items.map(({ json }) => json.id)).toEqual([MINE]);
	});

	test.each([[-1], ['soon'], [1e9]])(
		'%p days are refused before anything is sent',
		async (days) => {
			const { error } = await retiring(days);
			expect(error?.message).toMatch(/^'Retiring Within \(Days\)' is .* must be from 0 to 36500$/);
			expect(sandbox.requests).toEqual([]);
		},
	);

	test('where the server tells of no end, the published days count, and Azure has its own', async () => {
		setClock();
		const days = async (provider: string, dialect: 'custom' | 'azureOpenAi') => {
			const other = await startSandbox({ startTime: 1_795_132_800, seed: 1, dialect });
			const { items } = await createEngine({ ...other, provider }).execute({
				resource: 'model',
				operation: 'get',
				modelId: byId(BASE),
			});
			await other.close();
			return items[0]?.json.shutdownDate;
		};
		expect(await days('openAi', 'custom')).toBe('2027-01-14');
		expect(await days('custom', 'custom')).toBeNull();
		expect(await days('azureOpenAi', 'azureOpenAi')).toBe('2027-10-01');
	});

	test('the pickers say so', async () => {
		const { results } = await engine.pick('searchBaseModels', BASE);
		expect(results.find(({ value }) => value === BASE)?.name).toBe(
			`${BASE} · shuts down 2027-01-14`,
		);
		const { results: any } = await engine.pick('searchModels');
		expect(any[0]?.name).toMatch(/ ago · shuts? down 2027-01-14$/);
	});
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
	expect(results[0]).toMatchObject({ value: MINE, name: expect.stringMatching(/ · .* ago · /) });
	expect(results.at(-1)).toMatchObject({ name: results.at(-1)?.value });
	const { results: found } = await engine.pick('searchModels', 'NANO');
	expect(found.map(({ value }) => value)).toEqual(['gpt-4.1-nano-2025-04-14']);
});
