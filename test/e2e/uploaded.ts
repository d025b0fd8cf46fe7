import type { Sandbox } from '../../sandbox';
import { trainingExamples } from '../engine/examples';

/** Puts a training file into the sandbox, as somebody else than n8n, and gives its ID. */
export async function uploadedFile({ apiKey, baseUrl }: Sandbox): Promise<string> {
	const form = new FormData();
	form.append('purpose', 'fine-tune');
	form.append('file', new Blob([trainingExamples(12)]), 'training.jsonl');
	const response = await fetch(`${baseUrl}/files`, {
		method: 'POST',
		headers: { authorization: `Bearer ${apiKey}` },
		body: form,
	});
	return ((await response.json()) as { id: string }).id;
}
