import { startSandbox, type Sandbox, type SandboxOptions } from '../../../sandbox';

/** A sandbox that passes for a provider, and plain requests to it. */
export interface Provider {
	sandbox: Sandbox;
	/** `path` as after the host; a body makes it a POST unless `method` says otherwise. */
	call(path: string, body?: unknown, method?: string): Promise<{ status: number; body: unknown }>;
	/** Uploads chat examples; returns the file's id. */
	upload(examples?: number): Promise<string>;
}

/** Starts a provider whose clock stands still at 1,800,000,000. */
export async function provider(
	dialect: SandboxOptions['dialect'],
	more: SandboxOptions = {},
): Promise<Provider> {
	const sandbox = await startSandbox({ startTime: 1_800_000_000, seed: 3, dialect, ...more });
	const key: Record<string, string> =
		dialect === 'azureOpenAi'
			? { 'api-key': sandbox.apiKey }
			: { authorization: `Bearer ${sandbox.apiKey}` };
	const root = sandbox.baseUrl.replace(/\/v1$/, '');
	return {
		sandbox,
		async call(path, body, method = body === undefined ? 'GET' : 'POST') {
			const content = body !== undefined && {
				headers: { ...key, 'content-type': 'application/json' },
				body: JSON.stringify(body),
			};
			const response = await fetch(root + path, { method, headers: key, ...content });
			return { status: response.status, body: await response.json() };
		},
		async upload(examples = 16) {
			const messages = [
				{ role: 'user', content: 'q' },
				{ role: 'assistant', content: 'a' },
			];
			const form = new FormData();
			form.set('purpose', 'fine-tune');
			const lines = `${JSON.stringify({ messages })}\n`.repeat(examples);
			form.set('file', new Blob([lines]), 'train.jsonl');
			const init = { method: 'POST', headers: key, body: form };
			await fetch(`${sandbox.baseUrl}/files`, init);
			return [...sandbox.store.files.keys()].at(-1) ?? '';
		},
	};
}
