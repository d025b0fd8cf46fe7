/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { mkdtempSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';

// n8n-core writes into its user folder as soon as it is loaded.
process.env.N8N_USER_FOLDER ??= mkdtempSync(join(tmpdir(), 'n8n-engine-'));
process.env.N8N_LOG_LEVEL ??= 'silent';

import {
	ExecutionLifecycleHooks,
	LoadOptionsContext,
	PollContext,
	SupplyDataContext,
	WorkflowExecute,
} from 'n8n-core';
import {
	ICredentialsHelper,
	NodeConnectionTypes,
	Workflow,
	type ICredentialDataDecryptedObject,
	type ICredentialType,
	type IDataObject,
	type IHttpRequestOptions,
	type INode,
	type INodeExecutionData,
	type INodeListSearchResult,
	type INodeType,
	type INodeTypes,
	type IRun,
	type IRunExecutionData,
	type IWorkflowExecuteAdditionalData,
	type NodeParameterValueType,
	type WorkflowActivateMode,
	type WorkflowExecuteMode,
} from 'n8n-workflow';

import { makeHandleToolInvocation } from 'n8n-core/dist/execution-engine/node-execution-context/utils/get-input-connection-data';

import { FineTuningApi } from '../../credentials/FineTuningApi.credentials';
import { FineTuning } from '../../nodes/FineTuning/FineTuning.node.js';
import { FineTuningTrigger } from '../../nodes/FineTuningTrigger/FineTuningTrigger.node.js';

type Parameters = INode['parameters'];

/** The credential type's own `authenticate`, on data that the test gives. */
export class CredentialsHelper extends ICredentialsHelper {
	constructor(
		private readonly type: ICredentialType,
		private readonly data: ICredentialDataDecryptedObject,
	) {
		super();
	}

	getParentTypes() {
		return [];
	}

	isCredentialUsableByNode() {
		return true;
	}

	async authenticate(
		credentials: ICredentialDataDecryptedObject,
		_type: string,
		options: IHttpRequestOptions,
	) {
		const { authenticate } = this.type;
		if (typeof authenticate !== 'function') throw new Error('authenticate is no function');
		return await authenticate.call(this.type, credentials, options);
	}

	async preAuthentication() {
		return undefined;
	}

	async runPreAuthentication() {
		return undefined;
	}

	async getCredentials(): Promise<never> {
		throw new Error('not used by the nodes');
	}

	async getDecrypted() {
		return { ...this.data };
	}

	async updateCredentials() {}

	async updateCredentialsOauthTokenData() {}

	getCredentialsProperties() {
		return this.type.properties;
	}
}

const start: INodeType = {
	description: {
		displayName: 'Start',
		name: 'start',
		group: ['trigger'],
		version: 1,
		description: '',
		defaults: { name: 'Start' },
		inputs: [],
		outputs: [NodeConnectionTypes.Main],
		properties: [],
	},
};

const types: Record<string, INodeType> = {
	start,
	fineTuning: new FineTuning(),
	// n8n makes such a type of every node that is usable as a tool.
	fineTuningTool: new FineTuning(),
	fineTuningTrigger: new FineTuningTrigger(),
};

const nodeTypes: INodeTypes = {
	getByName: (name) => typeOf(name),
	getByNameAndVersion: (name) => typeOf(name),
	getKnownTypes: () => ({}),
};

function typeOf(name: string): INodeType {
	const type = types[name];
	if (!type) throw new Error(`No node type ${name}`);
	return type;
}

export interface EngineCredential {
	provider?: string;
	baseUrl: string;
	apiKey: string;
	adminKey?: string;
	organizationId?: string;
	projectId?: string;
	apiVersion?: string;
	region?: string;
	queryParameters?: string;
}

let executions = 0;

/** n8n gives every execution an ID of its own. */
function nextExecutionId(): string {
	executions += 1;
	return `execution-${executions}`;
}

/** One finished run of the action node. */
export interface NodeRun {
	run: IRun;
	/** The node's output items, in order. */
	items: INodeExecutionData[];
	/** What n8n keeps of the node's error: a plain object. */
	error: (IDataObject & { message: string; description?: string }) | undefined;
}

/** The package's nodes in n8n's real engine, with one credential. */
export function createEngine({
	provider = 'openAi',
	baseUrl,
	apiKey,
	adminKey = '',
	organizationId = '',
	projectId = '',
	apiVersion = '',
	region = '',
	queryParameters = '',
}: EngineCredential) {
	const data: ICredentialDataDecryptedObject = {
		provider,
		baseUrl,
		apiKey,
		adminKey,
		organizationId,
		projectId,
		apiVersion,
		region,
		queryParameters,
	};
	const uiMessages: unknown[] = [];

	const additionalData = (
		mode: WorkflowExecuteMode,
		executionId = nextExecutionId(),
	): IWorkflowExecuteAdditionalData =>
		({
			credentialsHelper: new CredentialsHelper(new FineTuningApi(), data),
			hooks: new ExecutionLifecycleHooks(mode, executionId, {
				id: 'workflow-1',
				name: 'Test',
				active: false,
				isArchived: false,
				createdAt: new Date(0),
				updatedAt: new Date(0),
				activeVersionId: null,
				nodes: [],
				connections: {},
			}),
			executionId,
			currentNodeExecutionIndex: 0,
			variables: {},
			restApiUrl: 'http://localhost/rest',
			instanceBaseUrl: 'http://localhost',
			// Complete addresses, or expressions fail.
			webhookWaitingBaseUrl: 'http://localhost/webhook-waiting',
			formWaitingBaseUrl: 'http://localhost/form-waiting',
			sendDataToUI: (_type: string, message: unknown) => uiMessages.push(message),
			setExecutionStatus: () => {},
			logAiEvent: () => {},
		}) as unknown as IWorkflowExecuteAdditionalData;

	const begin: INode = {
		id: 'node-0',
		name: 'Start',
		type: 'start',
		typeVersion: 1,
		position: [0, 0],
		parameters: {},
	};

	const workflowOf = (parameters: Parameters, extra: Partial<INode>) => {
		const node = nodeOf('fineTuning', parameters, extra);
		return new Workflow({
			id: 'workflow-1',
			name: 'Test',
			active: false,
			nodeTypes,
			settings: { executionOrder: 'v1' },
			nodes: [begin, node],
			connections: {
				Start: { main: [[{ node: node.name, type: NodeConnectionTypes.Main, index: 0 }]] },
			},
		});
	};

	/** Starts the action node on these items; the run can be cancelled as a user cancels it. */
	const launch = (
		parameters: Parameters,
		input: INodeExecutionData[],
		extra: Partial<INode>,
		executionId?: string,
	) =>
		new WorkflowExecute(additionalData('manual', executionId), 'manual').run({
			workflow: workflowOf(parameters, extra),
			startNode: begin,
			pinData: { Start: input },
		});

	const resultOf = (run: IRun, name = 'Node'): NodeRun => {
		const result = run.data.resultData.runData[name]?.at(-1);
		return {
			run,
			items: result?.data?.main?.[0] ?? [],
			error: (result?.error ?? run.data.resultData.error) as NodeRun['error'],
		};
	};

	const nodeOf = (type: string, parameters: Parameters, extra: Partial<INode> = {}): INode => ({
		id: 'node-1',
		name: 'Node',
		type,
		typeVersion: 1,
		position: [0, 0],
		parameters,
		credentials: { fineTuningApi: { id: '1', name: 'Fine-Tuning API' } },
		...extra,
	});

	return {
		uiMessages,

		/** Runs the action node on these items. */
		async execute(
			parameters: Parameters,
			input: INodeExecutionData[] = [{ json: {} }],
			extra: Partial<INode> = {},
			{ executionId, cancelAfterMs }: { executionId?: string; cancelAfterMs?: number } = {},
		): Promise<NodeRun> {
			const running = launch(parameters, input, extra, executionId);
			if (cancelAfterMs !== undefined) setTimeout(() => running.cancel(), cancelAfterMs).unref();
			return resultOf(await running, extra.name);
		},

		/** Retries a failed execution as n8n's "Retry" does: a new execution, on what is on record. */
		async retry(
			{ run }: NodeRun,
			parameters: Parameters,
			extra: Partial<INode> = {},
		): Promise<NodeRun> {
			// What n8n reads from its database: a copy.
			const data = structuredClone(run.data);
			const last = data.resultData.lastNodeExecuted ?? '';
			delete data.resultData.error;
			if (data.resultData.runData[last]?.at(-1)?.error) data.resultData.runData[last]?.pop();
			const workflow = workflowOf(parameters, extra);
			for (const waiting of data.executionData?.nodeExecutionStack ?? []) {
				waiting.node = workflow.getNode(waiting.node.name) ?? waiting.node;
			}
			const execute = new WorkflowExecute(additionalData('retry'), 'retry', data);
			return resultOf(await execute.processRunExecutionData(workflow), extra.name);
		},

		/** Calls the action node as an AI agent calls it as its tool. */
		async callAsTool(parameters: Parameters, extra: Partial<INode> = {}): Promise<unknown> {
			const node = nodeOf('fineTuningTool', parameters, extra);
			const workflow = new Workflow({
				id: 'workflow-1',
				name: 'Test',
				active: false,
				nodeTypes,
				nodes: [node],
				connections: {},
			});
			const establishedAt = Date.now();
			const runExecutionData = {
				resultData: { runData: {} },
				executionData: { runtimeData: { version: 1, establishedAt, source: 'manual' } },
			} as unknown as IRunExecutionData;
			const data = additionalData('manual');
			const invoke = makeHandleToolInvocation(
				(runIndex) =>
					new SupplyDataContext(
						workflow,
						node,
						data,
						'manual',
						runExecutionData,
						runIndex,
						[],
						{},
						NodeConnectionTypes.AiTool,
						{ node, data: { main: [[]] }, source: null },
						[],
					),
				node,
				typeOf('fineTuningTool'),
				runExecutionData,
			);
			return await invoke({});
		},

		/** Runs the action node two times within one execution, as a loop does. */
		async executeTwice(parameters: Parameters): Promise<void> {
			const at = (name: string, index: number): INode => ({
				id: `node-0${index}`,
				name,
				type: 'start',
				typeVersion: 1,
				position: [0, 0],
				parameters: {},
			});
			const begin = at('Start', 0);
			const to = (node: string) => ({ node, type: NodeConnectionTypes.Main, index: 0 });
			const workflow = new Workflow({
				id: 'workflow-1',
				name: 'Test',
				active: false,
				nodeTypes,
				settings: { executionOrder: 'v1' },
				nodes: [begin, nodeOf('fineTuning', parameters)],
				connections: { Start: { main: [[to('Node'), to('Node')]] } },
			});
			await new WorkflowExecute(additionalData('manual'), 'manual').run({
				workflow,
				startNode: begin,
				pinData: { Start: [{ json: {} }] },
			});
		},

		/** A polling trigger node with its own static data, polled by hand. */
		trigger(
			parameters: Parameters = {},
			{
				staticData = {},
				workflowId = 'workflow-1',
				budgetMs,
			}: { staticData?: IDataObject; workflowId?: string; budgetMs?: number } = {},
		) {
			const node = nodeOf('fineTuningTrigger', {
				events: ['succeeded', 'failed', 'cancelled'],
				simplify: true,
				...parameters,
			});
			const poll = async (
				mode: Extract<WorkflowExecuteMode, 'trigger' | 'manual'>,
				activation: WorkflowActivateMode,
			): Promise<INodeExecutionData[]> => {
				const workflow = new Workflow({
					id: workflowId,
					active: mode === 'trigger',
					nodeTypes,
					nodes: [node],
					connections: {},
					settings: { executionOrder: 'v1' },
				});
				const context = new PollContext(
					workflow,
					node,
					additionalData(mode),
					mode,
					activation,
					undefined,
					undefined,
					undefined,
					undefined,
					() => staticData,
					budgetMs === undefined ? undefined : () => budgetMs,
				);
				const output = await typeOf('fineTuningTrigger').poll?.call(context);
				return output?.[0] ?? [];
			};
			return {
				staticData,
				activate: async () => await poll('trigger', 'activate'),
				poll: async () => await poll('trigger', 'update'),
				fetchTestEvent: async () => await poll('manual', 'manual'),
			};
		},

		/** What a picker shows. */
		async pick(
			method: 'searchBaseModels' | 'searchFiles' | 'searchJobs' | 'searchModels',
			filter?: string,
			token?: string,
		): Promise<INodeListSearchResult> {
			const node = nodeOf('fineTuning', {});
			const workflow = new Workflow({
				id: 'workflow-1',
				active: false,
				nodeTypes,
				nodes: [node],
				connections: {},
			});
			const context = new LoadOptionsContext(
				workflow,
				node,
				{ ...additionalData('internal'), currentNodeParameters: {} },
				'/parameters',
			);
			const search = typeOf('fineTuning').methods?.listSearch?.[method];
			if (!search) throw new Error(`No picker ${method}`);
			return await search.call(context, filter, token);
		},
	};
}

/** An expression that gives nothing: a blank field itself is refused by n8n before the node runs. */
export const BLANK = '={{ "" }}';

/** A resource locator's value, chosen by ID. */
export function byId(value: string): NodeParameterValueType {
	return { __rl: true, mode: 'id', value };
}

/** An item that carries a file. */
export function itemWithFile(content: string, property = 'data', fileName = 'training.jsonl') {
	return {
		json: {},
		binary: {
			[property]: {
				data: Buffer.from(content).toString('base64'),
				mimeType: 'application/jsonl',
				fileName,
			},
		},
	} satisfies INodeExecutionData;
}

/** Job → Create as the editor sets it: on a file at the provider, or else on the file of the item. */
export function createParameters(model: string, trainingFile?: string): Parameters {
	return {
		resource: 'job',
		operation: 'create',
		model: byId(model),
		...(trainingFile === undefined
			? { trainingSource: 'binary', trainingBinaryProperty: 'data' }
			: { trainingSource: 'file', trainingFile: byId(trainingFile) }),
		method: 'supervised',
		hyperparameters: {},
		additionalFields: {},
		options: {},
		simplify: true,
	};
}
