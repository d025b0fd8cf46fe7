import { isRecord } from '../../shared/text';
import { DEEPEST, MOST_PARTS } from './complexity';
import { TextHash } from './textHash';

/** 64 bits, as two halves that are not negative. */
export interface Hash {
	high: number;
	low: number;
}

/** What an example says, to be compared with others. */
export interface Fingerprint {
	/** Everything before the last answer; null where there is no answer to a question. */
	prompt: Hash | null;
	/** All of it: equal for examples that say the same, in whatever order their keys stand. */
	whole: Hash;
	/** The last answer's text, where it is one. */
	answer: string | null;
	/** The first system message's text, where it has one. */
	system: string | null;
}

/** Makes fingerprints; one after the other, with the same tool. */
export class Fingerprints {
	private readonly hash = new TextHash();
	private parts = 0;

	/** @param normalised whether case and blanks make no difference */
	constructor(private readonly normalised = false) {}

	/** @returns undefined for an example that is nested too deeply, or has too many parts */
	of(example: Record<string, unknown>): Fingerprint | undefined {
		this.hash.reset();
		this.parts = 0;
		const print = this.print(example);
		return this.parts > MOST_PARTS ? undefined : print;
	}

	private print(example: Record<string, unknown>): Fingerprint {
		const { messages, input } = example;
		if (Array.isArray(messages)) return this.ofMessages(example, messages);
		if (isRecord(input)) return this.ofPreference(example, input);
		const { prompt, completion } = example;
		if (typeof prompt === 'string' && typeof completion === 'string') {
			this.text(prompt);
			const question = this.hash.digest();
			this.text(completion);
			return { prompt: question, whole: this.hash.digest(), answer: completion, system: null };
		}
		this.walk(example, 0);
		return { prompt: null, whole: this.hash.digest(), answer: null, system: null };
	}

	private ofMessages(example: Record<string, unknown>, messages: readonly unknown[]): Fingerprint {
		for (const key in example) {
			if (key === 'messages') continue;
			this.text(key);
			this.walk(example[key], 1);
		}
		let last = messages.length - 1;
		while (last >= 0 && !isAssistant(messages[last])) last -= 1;
		let prompt: Hash | null = null;
		let system: string | null = null;
		for (let at = 0; at < messages.length; at += 1) {
			const message = messages[at];
			if (at === last) prompt = this.hash.digest();
			if (system === null && isRecord(message) && isSystem(message)) {
				system = typeof message.content === 'string' ? message.content : null;
			}
			this.message(message);
		}
		const answer: unknown = messages[last];
		return {
			prompt,
			whole: this.hash.digest(),
			answer: isRecord(answer) && typeof answer.content === 'string' ? answer.content : null,
			system,
		};
	}

	private ofPreference(
		example: Record<string, unknown>,
		input: Record<string, unknown>,
	): Fingerprint {
		this.walk(input, 1);
		const prompt = this.hash.digest();
		this.walk(example.preferred_output, 1);
		this.walk(example.non_preferred_output, 1);
		const messages: unknown[] = Array.isArray(input.messages) ? input.messages : [];
		const first = messages.find((message) => isRecord(message) && isSystem(message));
		const output: unknown = Array.isArray(example.preferred_output)
			? example.preferred_output[0]
			: undefined;
		return {
			prompt,
			whole: this.hash.digest(),
			answer: isRecord(output) && typeof output.content === 'string' ? output.content : null,
			system: isRecord(first) && typeof first.content === 'string' ? first.content : null,
		};
	}

	/** Most messages are a role and a text: in this order, however they are written. */
	private message(message: unknown): void {
		this.parts += 1;
		if (this.parts > MOST_PARTS) return;
		if (!isRecord(message)) {
			this.walk(message, 2);
			return;
		}
		const { role, content } = message;
		if (typeof role === 'string') this.text(role);
		if (typeof content === 'string') this.text(content);
		else if (content !== undefined) this.walk(content, 3);
		for (const key in message) {
			if (key === 'role' || key === 'content') continue;
			this.text(key);
			this.walk(message[key], 3);
		}
	}

	private walk(value: unknown, depth: number): void {
		this.parts += 1;
		if (depth > DEEPEST) this.parts = Number.POSITIVE_INFINITY;
		if (this.parts > MOST_PARTS) return;
		if (typeof value === 'string') this.text(value);
		else if (Array.isArray(value)) {
			this.text('[');
			for (const one of value) this.walk(one, depth + 1);
		} else if (isRecord(value)) {
			this.text('{');
			for (const key of Object.keys(value).sort()) {
				this.text(key);
				this.walk(value[key], depth + 1);
			}
		} else this.text(String(value));
	}

	private text(text: string): void {
		this.hash.add(this.normalised ? text.toLowerCase().replace(/\s+/g, ' ').trim() : text);
	}
}

function isAssistant(message: unknown): boolean {
	return isRecord(message) && message.role === 'assistant';
}

function isSystem({ role }: Record<string, unknown>): boolean {
	return role === 'system' || role === 'developer';
}
