const KEY_LIKE = /\b(sk-|key-|pk-|hf_)[\w-]{8,}/g;
const STAND_IN = '***';

/**
 * Text without keys: neither those in use, also in the forms in which servers and proxies repeat what they were
 * sent (percent-encoded, as JSON, in base64), nor what looks like one.
 */
export function redact(text: string, secrets: readonly string[]): string {
	return without(text, formsOfAll(secrets));
}

/** Deeper in an answer no words for a message are looked for. */
const DEEPEST = 6;

/** A parsed answer without keys in its texts. Before any of them is cut: half a key would not be found. */
export function redactAnswer(answer: unknown, secrets: readonly string[]): unknown {
	const forms = formsOfAll(secrets);
	const clean = (value: unknown, depth: number): unknown => {
		if (typeof value === 'string') return without(value, forms);
		if (depth === 0 || typeof value !== 'object' || value === null) return value;
		if (Array.isArray(value)) return value.map((entry) => clean(entry, depth - 1));
		return Object.fromEntries(
			Object.entries(value).map(([name, entry]) => [name, clean(entry, depth - 1)]),
		);
	};
	return clean(answer, DEEPEST);
}

function without(text: string, forms: readonly string[]): string {
	return forms
		.reduce((rest, form) => rest.replaceAll(form, STAND_IN), text)
		.replace(KEY_LIKE, `$1${STAND_IN}`);
}

/** The longest first: a part of one taken out would leave the rest. */
function formsOfAll(secrets: readonly string[]): string[] {
	return secrets
		.filter((secret) => secret.length > 0)
		.flatMap(formsOf)
		.sort((a, b) => b.length - a.length);
}

function formsOf(secret: string): string[] {
	const json = JSON.stringify(secret).slice(1, -1);
	const forms = [
		secret,
		json,
		json.replaceAll('/', '\\/'),
		...percentForms(secret),
		...percentForms(json),
		...base64Forms(secret),
	];
	return [...new Set(forms)];
}

function percentForms(text: string): string[] {
	// Half a character cannot be encoded: in bytes it is a whole one that stands for it.
	const path = encodeURIComponent(Buffer.from(text).toString());
	const query = new URLSearchParams([['', text]]).toString().slice(1);
	return [path, query].flatMap((form) => [
		form,
		form.replace(/%[\dA-F]{2}/g, (code) => code.toLowerCase()),
	]);
}

/** Of shorter keys the encoded middle is so short that other texts contain it, too. */
const SHORTEST_ENCODED = 8;

/**
 * By itself, as a header's value, and wherever it stands in a longer text, such as `user:KEY`: three bytes make four
 * letters, so what stands before it matters modulo three; the letters it shares with its neighbours are left.
 */
function base64Forms(secret: string): string[] {
	if (secret.length < SHORTEST_ENCODED) return [];
	const bytes = Buffer.byteLength(secret);
	const inner = [0, 1, 2].map((before) =>
		base64(' '.repeat(before) + secret).slice(
			Math.ceil((before * 8) / 6),
			Math.floor(((before + bytes) * 8) / 6),
		),
	);
	return [base64(secret), base64(`Bearer ${secret}`), ...inner].flatMap((form) => {
		const forUrls = form.replaceAll('+', '-').replaceAll('/', '_');
		return [form, forUrls, forUrls.replaceAll('=', ''), ...percentForms(form)];
	});
}

function base64(text: string): string {
	return Buffer.from(text).toString('base64');
}
