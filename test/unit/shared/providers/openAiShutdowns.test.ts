import { PROVIDERS } from '../../../../nodes/shared/providers';
import { openAiShutdown } from '../../../../nodes/shared/providers/openAiShutdowns';
import { aProvider } from '../../builders';

test.each([
	['gpt-4.1-2025-04-14', '2027-01-14'],
	['gpt-4.1-mini-2025-04-14', '2027-01-14'],
	['gpt-4.1-mini', '2027-01-14'],
	['gpt-4o-2024-08-06', '2027-01-14'],
	['gpt-4o-2024-11-20', '2027-01-14'],
	['gpt-4o-mini-2024-07-18', '2027-01-14'],
	['ft:gpt-4o-mini-2024-07-18:acme:support:abc123', '2027-01-14'],
	['ft:gpt-4o-mini-2024-07-18:acme::abc123:ckpt-step-10', '2027-01-14'],
	['gpt-4.1-nano-2025-04-14', '2026-10-23'],
	['gpt-3.5-turbo-0125', '2026-10-23'],
	['ft:gpt-3.5-turbo-0125:acme::abc', '2026-10-23'],
	['gpt-3.5-turbo:ft-acme-2023-01-01', '2026-10-23'],
	['o4-mini-2025-04-16', '2026-10-23'],
	['gpt-4o', '2027-01-14'],
	['gpt-4o-mini', '2027-01-14'],
	['gpt-4.1-nano', '2026-10-23'],
	['o4-mini', '2026-10-23'],
	['gpt-3.5-turbo', '2026-10-23'],
	['not-o4-mini', null],
	['gpt-4o-2024-05-13', null],
	['gpt-4o-audio-preview', null],
	['gpt-4o-mini-transcribe', null],
	['gpt-4.10', null],
	['o4-mini-deep-research', null],
	['my-gpt-4.1', null],
	['ft:', null],
	['', null],
])('%p is shut down at %p', (model, day) => {
	expect(openAiShutdown(model)).toBe(day);
});

test.each([
	['2028-02-29', '2028-02-29'],
	[null, '2027-01-14'],
	[undefined, '2027-01-14'],
	['soon', '2027-01-14'],
])('where the server says %p, it is %s', (shutdown_date, day) => {
	const { models } = aProvider('openAi');
	const raw = { id: 'gpt-4.1-2025-04-14', shutdown_date };
	expect(models?.get?.('m').read(raw, 0)?.shutdownDate).toBe(day);
	expect(models?.list().read({ data: [raw] }, 0)?.items[0]?.shutdownDate).toBe(day);
});

test.each(PROVIDERS.flatMap(({ id }) => (id === 'openAi' ? [] : [[id]])))(
	"OpenAI's days are not those of %s",
	(id) => {
		const { models } = aProvider(id);
		expect(models?.shutdownDate?.('gpt-4.1-2025-04-14')).toBeUndefined();
		expect(
			models?.get?.('m').read({ id: 'gpt-4.1-2025-04-14' }, 0)?.shutdownDate ?? null,
		).toBeNull();
	},
);
