/** The role that others' words mean; undefined for what means none. */
export function meantRole(word: string): 'assistant' | 'system' | 'tool' | 'user' | undefined {
	const plain = word.trim().toLowerCase();
	if (/^(human|user|customer|question|prompter|client)$/.test(plain)) return 'user';
	if (/^(gpt|chatgpt|assistant|ai|bot|chatbot|model|bard|bing|agent|answer)$/.test(plain)) {
		return 'assistant';
	}
	if (/^(system|instruction)$/.test(plain)) return 'system';
	return /^(tool|observation|function|function_response|tool_response)$/.test(plain)
		? 'tool'
		: undefined;
}
