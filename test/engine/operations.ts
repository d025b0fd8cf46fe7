import { startSandbox, type DialectName } from '../../sandbox';
import { trainingExamples } from './examples';
import {
	byId,
	createEngine,
	itemWithFile,
	type EngineCredential,
	createParameters,
} from './harness';

/** A sandbox with a file and jobs in every status that operations need, and the node before it. */
export async function openBench(
	dialect: DialectName = 'openAi',
	more: Partial<EngineCredential> = {},
	examples = 12,
) {
	const sandbox = await startSandbox({ startTime: 1_770_000_000, seed: 1, dialect });
	const baseUrl =
		dialect === 'azureOpenAi' ? sandbox.baseUrl.replace('/v1', '/openai/v1') : sandbox.baseUrl;
	const engine = createEngine({ ...sandbox, baseUrl, provider: dialect, ...more });
	const { items, error } = await engine.execute(
		{ resource: 'file', operation: 'upload', binaryPropertyName: 'data', simplify: true },
		[itemWithFile(trainingExamples(examples))],
	);
	if (error) throw new Error(error.message);
	// Azure takes a moment to process a file.
	sandbox.clock.advance(5);
	return { sandbox, engine, file: String(items[0]?.json.id) };
}

export type Bench = Awaited<ReturnType<typeof openBench>>;
type Parameters = Bench['engine']['execute'] extends (
	parameters: infer P,
	...rest: never[]
) => unknown
	? P
	: never;

/** One operation as it is tried against faults. */
export interface Tried {
	name: string;
	kind: 'read' | 'change' | 'create';
	/** The request it is about. */
	method: 'GET' | 'POST';
	path: RegExp;
	/** The status of the job that it acts on. */
	status?: string;
	parameters(bench: Bench, jobId: string): Parameters;
	/** What an error must name. */
	names?: RegExp;
}

const LIST = { returnAll: false, limit: 5, filters: {}, options: {}, simplify: true };
const JOBS = /fine_tuning\/jobs$/;

const onJob = (operation: string, status: string): Tried => ({
	name: `job: ${operation}`,
	kind: operation === 'get' ? 'read' : 'change',
	method: operation === 'get' ? 'GET' : 'POST',
	path: operation === 'get' ? /jobs\/[^/]+$/ : new RegExp(`/${operation}$`),
	status,
	parameters: (_, jobId) => ({ resource: 'job', operation, jobId: byId(jobId), simplify: true }),
	names: /\(job ftjob-/,
});

const underJob = (resource: string): Tried => ({
	name: `${resource}: get many`,
	kind: 'read',
	method: 'GET',
	path: new RegExp(`/${resource}s$`),
	status: 'succeeded',
	parameters: (_, jobId) => ({ ...LIST, resource, operation: 'getAll', jobId: byId(jobId) }),
	names: /\(job ftjob-/,
});

export const OPERATIONS: Tried[] = [
	onJob('get', 'running'),
	onJob('cancel', 'running'),
	onJob('pause', 'running'),
	onJob('resume', 'paused'),
	underJob('event'),
	underJob('checkpoint'),
	{
		name: 'job: get many',
		kind: 'read',
		method: 'GET',
		path: JOBS,
		parameters: () => ({ ...LIST, resource: 'job', operation: 'getAll' }),
	},
	{
		name: 'job: create',
		kind: 'create',
		method: 'POST',
		path: JOBS,
		parameters: ({ file }) => ({
			...createParameters('gpt-4.1-mini-2025-04-14', file),
		}),
	},
	{
		name: 'file: get many',
		kind: 'read',
		method: 'GET',
		path: /files$/,
		parameters: () => ({ ...LIST, resource: 'file', operation: 'getAll' }),
	},
	{
		name: 'file: upload',
		kind: 'create',
		method: 'POST',
		path: /files$/,
		parameters: () => ({
			resource: 'file',
			operation: 'upload',
			binaryPropertyName: 'data',
			options: {},
			simplify: true,
		}),
	},
];

/** Runs an operation on a job of its own. */
export async function tryOperation(bench: Bench, tried: Tried, extra = {}) {
	const jobId = bench.sandbox.seedJob({ status: tried.status ?? 'running' }).id;
	const before = bench.sandbox.requests.length;
	const result = await bench.engine.execute(
		tried.parameters(bench, jobId),
		[itemWithFile(trainingExamples(12))],
		extra,
	);
	const sent = bench.sandbox.requests
		.slice(before)
		.filter(({ method, path }) => method === tried.method && tried.path.test(path));
	return { ...result, jobId, sent };
}
