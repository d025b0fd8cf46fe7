/**
 * The days on which OpenAI shuts models down that can be trained, by their names.
 * Source: https://developers.openai.com/api/docs/deprecations
 */
const SHUTDOWNS: ReadonlyArray<[day: string, models: RegExp]> = [
	[
		'2026-10-23',
		/^(gpt-4\.1-nano(-2025-04-14)?|gpt-3\.5-turbo(-0125|-1106|-0613)?|o4-mini(-2025-04-16)?)$/,
	],
	[
		'2027-01-14',
		/^(gpt-4o(-2024-08-06|-2024-11-20)?|gpt-4o-mini(-2024-07-18)?|gpt-4\.1(-mini)?(-2025-04-14)?)$/,
	],
];

/**
 * The day, `YYYY-MM-DD`, on which OpenAI shuts a model down; null where none is published. A fine-tuned model,
 * `ft:BASE:…` or the older `BASE:ft-…`, goes with its base.
 */
export function openAiShutdown(model: string): string | null {
	const [first = '', second = ''] = model.split(':');
	const base = first === 'ft' ? second : first;
	return SHUTDOWNS.find(([, models]) => models.test(base))?.[0] ?? null;
}
