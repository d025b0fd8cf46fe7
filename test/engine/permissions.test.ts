import { startSandbox, type Sandbox } from '../../sandbox';
import { BLANK, createEngine } from './harness';

const CHECKPOINT = 'ft:gpt-4.1-mini-2025-04-14:sandbox::abc:ckpt-step-10';
const PATH = `/v1/fine_tuning/checkpoints/${encodeURIComponent(CHECKPOINT)}/permissions`;
let sandbox: Sandbox;
let engine: ReturnType<typeof createEngine>;

beforeEach(async () => {
	sandbox = await startSandbox({ startTime: 1_770_000_000, seed: 1 });
	engine = createEngine({ ...sandbox, organizationId: 'org-1', projectId: 'proj_own' });
	sandbox.store.models.set(CHECKPOINT, {
		object: 'model',
		id: CHECKPOINT,
		created: 1,
		owned_by: 'org-1',
	});
});

afterEach(async () => await sandbox.close());

const permission = async (
	operation: string,
	more: Record<string, unknown> = {},
	on: ReturnType<typeof createEngine> = engine,
) =>
	await on.execute({
		resource: 'checkpointPermission',
		operation,
		checkpointId: CHECKPOINT,
		returnAll: true,
		limit: 50,
		...more,
	} as Parameters<typeof engine.execute>[0]);

test('create, list, delete', async () => {
	const { items } = await permission('create', { projectIds: 'proj_a, proj_b ,' });
	expect(items.map(({ json }) => json)).toEqual(
		['proj_a', 'proj_b'].map((project_id) => ({
			object: 'checkpoint.permission',
			id: expect.stringMatching(/^cp_/),
			created_at: 1_770_000_000,
			project_id,
		})),
	);
	const listed = await permission('getAll');
	expect(listed.items.map(({ json }) => json.project_id).sort()).toEqual(['proj_a', 'proj_b']);
	const [first] = items;
	const deleted = await permission('delete', { permissionId: first?.json.id });
	expect(deleted.items[0]?.json).toEqual({ deleted: true, id: first?.json.id });
	const rest = await permission('getAll', { returnAll: false, limit: 1 });
	expect(rest.items.map(({ json }) => json.project_id)).toEqual(['proj_b']);
});

test('the admin key travels, with the organization alone, and to nothing else', async () => {
	const { run } = await permission('getAll');
	const [{ headers, path }] = sandbox.requests as [(typeof sandbox.requests)[0]];
	expect(path).toBe(PATH);
	expect(headers).toMatchObject({
		authorization: `Bearer ${sandbox.adminKey}`,
		'openai-organization': 'org-1',
	});
	expect(headers).not.toHaveProperty('openai-project');
	expect(headers).not.toHaveProperty('x-use-admin-key');
	expect(JSON.stringify(run)).not.toContain(sandbox.adminKey);
	await engine.execute({ resource: 'model', operation: 'getAll', returnAll: true });
	expect(sandbox.requests.at(-1)?.headers.authorization).toBe(`Bearer ${sandbox.apiKey}`);
});

test.each([
	['create', { projectIds: 'proj_a' }],
	['getAll', {}],
	['delete', { permissionId: 'cp_1' }],
])('%s without an admin key says where to put it', async (operation, more) => {
	const without = createEngine({ ...sandbox, adminKey: '' });
	const { error } = await permission(operation, more, without);
	expect(error?.message).toMatch(/^Could not .*: the credential has no admin key$/);
	expect(error?.description).toContain("'Admin Key' in the Fine-Tuning API credential");
	expect(sandbox.requests).toEqual([]);
});

test.each([
	['a wrong admin key', 'sk-admin-wrong-1234', 'OpenAI rejected the admin key'],
	['an ordinary key', 'sk-sandbox', 'The admin key may not do this'],
])('%s is told as such', async (_, adminKey, message) => {
	const { error, run } = await permission('getAll', {}, createEngine({ ...sandbox, adminKey }));
	expect(error?.message).toBe(`${message} (checkpoint ${CHECKPOINT})`);
	expect(error?.description).toContain("Check 'Admin Key'");
	expect(JSON.stringify(run)).not.toContain(adminKey);
});

test.each([
	['azureOpenAi', 'Azure OpenAI'],
	['nebius', 'Nebius Token Factory'],
	['custom', 'Custom (OpenAI-Compatible)'],
])('%s has no such permissions', async (provider, name) => {
	const { error } = await permission('getAll', {}, createEngine({ ...sandbox, provider }));
	expect(error?.message).toBe(`${name} cannot share checkpoints with other projects`);
	expect(error?.description).toMatch(/^Only OpenAI can\./);
	expect(sandbox.requests).toEqual([]);
});

test.each([
	['create', { projectIds: ' , ' }, "'Project IDs' is empty"],
	['getAll', { checkpointId: BLANK }, "'Checkpoint' is empty"],
	['delete', { permissionId: BLANK }, "'Permission ID' is empty"],
])('%s refuses what is empty', async (operation, more, message) => {
	const { error } = await permission(operation, more);
	expect(error?.message).toBe(message);
	expect(sandbox.requests).toEqual([]);
});

test('what is missing is named', async () => {
	const none = await permission('getAll', { checkpointId: 'ft:none' });
	expect(none.error?.message).toBe('Checkpoint ft:none was not found');
	const gone = await permission('delete', { permissionId: 'cp_none' });
	expect(gone.error?.message).toBe('Permission cp_none was not found');
});
