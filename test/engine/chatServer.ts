/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import type { AddressInfo } from 'node:net';

/** One question, as it came. */
export interface Question {
	model: string;
	/** The text of the last message. */
	prompt: string;
	body: Record<string, unknown> & { messages: Array<Record<string, unknown>> };
	path: string;
	/** How often the same was asked of the same model, this time included. */
	attempt: number;
}

/** What is answered: a text, a choice, a whole response, or a connection dealt with by hand. */
export type Reply =
	| string
	| { message: unknown; finish_reason: string }
	| { status: number; body?: unknown; headers?: Record<string, string> }
	| ((response: ServerResponse) => void);

/** A server that answers chat completions by a rule, and nothing else. */
export async function startChatServer(rule: (question: Question) => Reply | Promise<Reply>) {
	const questions: Question[] = [];
	let underWay = 0;
	let most = 0;
	const answer = async (request: IncomingMessage, response: ServerResponse) => {
		const chunks: Buffer[] = [];
		for await (const chunk of request) chunks.push(chunk as Buffer);
		const body = JSON.parse(Buffer.concat(chunks).toString()) as Question['body'];
		const model = String(body.model);
		const prompt = String(body.messages.at(-1)?.content);
		const attempt =
			1 + questions.filter((one) => one.model === model && one.prompt === prompt).length;
		const question = { model, prompt, body, path: request.url ?? '', attempt };
		questions.push(question);
		underWay += 1;
		most = Math.max(most, underWay);
		response.on('close', () => (underWay -= 1));
		const reply = await rule(question);
		if (typeof reply === 'function') return reply(response);
		const { status, body: sent, headers } = responseTo(reply, model);
		response.writeHead(status, { 'content-type': 'application/json', ...headers });
		response.end(typeof sent === 'string' ? sent : JSON.stringify(sent));
	};
	const server = createServer((request, response) => void answer(request, response));
	await new Promise<void>((resolve) => server.listen(0, '127.0.0.1', resolve));
	const { port } = server.address() as AddressInfo;
	return {
		baseUrl: `http://127.0.0.1:${port}/v1`,
		apiKey: 'sk-chat',
		questions,
		/** The most questions that were under way at a time. */
		mostAtOnce: () => most,
		async close() {
			server.closeAllConnections();
			await new Promise((resolve) => server.close(resolve));
		},
	};
}

function responseTo(reply: Exclude<Reply, (response: ServerResponse) => void>, model: string) {
	if (typeof reply !== 'string' && 'status' in reply) return { headers: {}, ...reply };
	const choice =
		typeof reply === 'string'
			? { message: { role: 'assistant', content: reply, refusal: null }, finish_reason: 'stop' }
			: reply;
	return {
		status: 200,
		headers: {},
		body: {
			id: 'chatcmpl-1',
			object: 'chat.completion',
			created: 1_770_000_000,
			model,
			choices: [{ index: 0, ...choice }],
			usage: { prompt_tokens: 10, completion_tokens: 2, total_tokens: 12 },
		},
	};
}

/** An answer that is on its way, a blank at a time, and never comes. */
export function drip(response: ServerResponse): void {
	response.writeHead(200, { 'content-type': 'application/json' });
	const dripping = setInterval(() => response.write(' '), 20);
	response.on('close', () => clearInterval(dripping));
}
