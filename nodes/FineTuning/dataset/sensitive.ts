/** What must not be learned by heart: personal data, and keys. */
export type SensitiveKind = 'card' | 'email' | 'key' | 'phone';

/** What every key has somewhere: quick to look for, unlike {@link KEY} itself. */
const KEY_SIGN = /[_-]\w{8}/;
const KEY_BEGINS = ['AKIA', 'AIza', '-----BEGIN '];
/** Longer texts than that are images, or nothing that anybody reads. */
const LONGEST = 1_000_000;

/** Without so many digits in a row, signs between them included, there is no number of a card or phone. */
const DIGITS = /\d[\d .()-]{8}/;

/** Bounded on all sides, so that no text makes it slow. */
const EMAIL_AFTER = /[\w-]{1,63}(?:\.[\w-]{1,63}){1,5}/y;
const EMAIL_BEFORE = /[\w%+-]/;
/** With a country code, or in three groups as in North America: anything looser would be any number. */
const PHONE =
	/(?<![\w.+])(?:\+\d{1,3}[ .-]?(?:\(\d{1,4}\)[ .-]?)?\d{1,4}(?:[ .-]?\d{2,4}){2,4}|\(?\d{3}\)?[ .-]\d{3}[ .-]\d{4})(?![\w.-]*\d)/g;
const CARD = /(?<![\w.-])[3-6]\d{3}([ -]?)\d{4}\1\d{4}\1\d{1,7}(?![\w-])/g;
const KEY =
	/(?<![\w-])(?:sk-(?=[a-zA-Z_-]{0,100}\d)[\w-]{20,200}|sk_(?:live|test)_\w{16,200}|AKIA[0-9A-Z]{16}|AIza[\w-]{35}|gh[ops]_\w{36}|github_pat_\w{22,200}|glpat-[\w-]{20}|hf_\w{30,200}|xox[bp]-[\w-]{10,200})(?![\w-])|-----BEGIN [A-Z ]{0,30}PRIVATE KEY/;

/** What of this a text contains, each kind once. The texts themselves are never given out. */
export function sensitiveIn(text: string): SensitiveKind[] {
	const found: SensitiveKind[] = [];
	if (text.length > LONGEST) return found;
	if (text.includes('@') && hasEmail(text)) found.push('email');
	if (DIGITS.test(text)) {
		if (hasCard(text)) found.push('card');
		if (hasPhone(text)) found.push('phone');
	}
	if (mayHoldKey(text) && KEY.test(text)) found.push('key');
	return found;
}

/** What stands in the place of a text that must not be shown. */
export const NOT_SHOWN = '(not shown: it looks like personal data or a key)';

/** A text itself, unless it contains what must not be shown. */
export function shownText(text: string): string {
	return sensitiveIn(text).length > 0 ? NOT_SHOWN : text;
}

function mayHoldKey(text: string): boolean {
	return KEY_SIGN.test(text) || KEY_BEGINS.some((begin) => text.includes(begin));
}

function hasEmail(text: string): boolean {
	for (let at = text.indexOf('@'); at >= 0; at = text.indexOf('@', at + 1)) {
		if (!EMAIL_BEFORE.test(text.charAt(at - 1))) continue;
		EMAIL_AFTER.lastIndex = at + 1;
		const [domain = ''] = EMAIL_AFTER.exec(text) ?? [];
		// Names that are reserved for examples are nobody's.
		if (
			/\.[a-z]{2,}$/i.test(domain) &&
			!/(^|\.)example\.(com|net|org)$|\.(example|test)$/i.test(domain)
		) {
			return true;
		}
	}
	return false;
}

function hasPhone(text: string): boolean {
	for (const [match] of text.matchAll(PHONE)) {
		const digits = match.replace(/\D/g, '').length;
		if (digits >= 8 && digits <= 15) return true;
	}
	return false;
}

function hasCard(text: string): boolean {
	for (const [match] of text.matchAll(CARD)) {
		const digits = match.replace(/\D/g, '');
		if (digits.length >= 13 && digits.length <= 19 && passesLuhn(digits)) return true;
	}
	return false;
}

/** The check digit of card numbers. Source: ISO/IEC 7812-1, https://www.iso.org/standard/70484.html. */
function passesLuhn(digits: string): boolean {
	let sum = 0;
	for (let at = 0; at < digits.length; at += 1) {
		const digit = Number(digits.charAt(digits.length - 1 - at));
		const doubled = at % 2 === 1 ? digit * 2 : digit;
		sum += doubled > 9 ? doubled - 9 : doubled;
	}
	return sum % 10 === 0;
}

/**
 * Special tokens of models' tokenizers, which a text must not contain: a training server either refuses
 * them or takes them for its own marks.
 * Source: https://github.com/openai/tiktoken (tiktoken_ext/openai_public.py) for OpenAI's; the chat
 * templates of Llama, Qwen and Mistral for the others.
 */
const SPECIAL_TOKEN =
	/<\|(?:endoftext|endofprompt|fim_prefix|fim_middle|fim_suffix|im_start|im_end|im_sep|start|end|message|channel|return|call|begin_of_text|end_of_text|start_header_id|end_header_id|eot_id|eom_id)\|>/;
/** Those that OpenAI's tokenizer knows, and its fine-tuning refuses. */
const OPENAI_TOKEN = /<\|(?:endoftext|endofprompt|fim_prefix|fim_middle|fim_suffix)\|>/;

/** The first special token in a text, OpenAI's own before others; undefined without one. */
export function specialTokenIn(text: string): { token: string; openAi: boolean } | undefined {
	if (!text.includes('<|')) return undefined;
	const own = OPENAI_TOKEN.exec(text)?.[0];
	if (own !== undefined) return { token: own, openAi: true };
	const other = SPECIAL_TOKEN.exec(text)?.[0];
	return other === undefined ? undefined : { token: other, openAi: false };
}

/** What to say of so many examples with special tokens; nothing of none. */
export function specialTokenWarnings(examples: number): string[] {
	if (examples === 0) return [];
	const which =
		examples === 1 ? '1 example contains' : `${examples.toLocaleString('en-US')} examples contain`;
	return [
		`${which} special tokens of a model, such as <|endoftext|>, which some providers refuse: remove them`,
	];
}
