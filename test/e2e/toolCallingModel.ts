/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { once } from 'node:events';
import { createServer, type IncomingMessage } from 'node:http';
import type { AddressInfo } from 'node:net';
import type OpenAI from 'openai';

type Request = OpenAI.ChatCompletionCreateParamsNonStreaming;
type Message = OpenAI.ChatCompletionMessageParam;
type Tool = OpenAI.ChatCompletionFunctionTool;

/** A model that calls tools, where n8n's chat model would reach one: it answers by what it is given, and by nothing else. */
export interface ToolCallingModel {
	readonly baseUrl: string;
	readonly requests: Request[];
	stop(): Promise<void>;
}

/** Starts it on a free port of 127.0.0.1. */
export async function startToolCallingModel(): Promise<ToolCallingModel> {
	const requests: Request[] = [];
	const server = createServer(async (message, response) => {
		const request = JSON.parse(await bodyOf(message)) as Request;
		requests.push(request);
		response.setHeader('content-type', 'application/json');
		try {
			const choices = [{ index: 0, ...choice(request) }];
			const usage = { prompt_tokens: 1, completion_tokens: 1, total_tokens: 2 };
			const { model } = request;
			const body = {
				id: 'chatcmpl-1',
				object: 'chat.completion',
				created: 0,
				model,
				choices,
				usage,
			};
			response.end(JSON.stringify(body));
		} catch (error) {
			response.statusCode = 400;
			response.end(JSON.stringify({ error: { message: String(error) } }));
		}
	});
	server.listen(0, '127.0.0.1');
	await once(server, 'listening');
	return {
		baseUrl: `http://127.0.0.1:${(server.address() as AddressInfo).port}/v1`,
		requests,
		async stop() {
			server.close();
			await once(server, 'close');
		},
	};
}

async function bodyOf(message: IncomingMessage): Promise<string> {
	let text = '';
	for await (const part of message) text += String(part);
	return text;
}

/** Lists the jobs, looks up the metrics of the first, and says what both tools have told. */
function choice({ messages, tools = [] }: Request) {
	const told = messages.slice(messages.map(({ role }) => role).lastIndexOf('user') + 1);
	const [list, metrics] = told.filter((message) => message.role === 'tool').map(readOutput);
	if (!list) return call(tools, 'Get_Many_Jobs', {});
	const jobId = String(list[0]?.id);
	if (!metrics) return call(tools, 'Get_Job_Metrics', { jobId });
	const content = `Job ${jobId} (${String(list[0]?.status)}): ${String(metrics[0]?.summary)}`;
	return { finish_reason: 'stop', message: { role: 'assistant', content } };
}

/** A call as the tool's schema asks for it. @throws Error when it is not offered, or takes other arguments */
function call(tools: OpenAI.ChatCompletionTool[], name: string, given: Record<string, string>) {
	const tool = tools.find(
		(one): one is Tool => one.type === 'function' && one.function.name === name,
	);
	const { properties = {} } = (tool?.function.parameters ?? {}) as { properties?: object };
	const wanted = Object.keys(properties).sort().join();
	if (!tool || wanted !== Object.keys(given).sort().join()) {
		throw new Error(
			`No tool ${name} that takes ${Object.keys(given).join()}: ${JSON.stringify(tools)}`,
		);
	}
	const id = `call_${name}`;
	const made = { id, type: 'function', function: { name, arguments: JSON.stringify(given) } };
	return {
		finish_reason: 'tool_calls',
		message: { role: 'assistant', content: null, tool_calls: [made] },
	};
}

function readOutput({ content }: Message): Array<Record<string, unknown>> {
	return JSON.parse(String(content)) as Array<Record<string, unknown>>;
}
