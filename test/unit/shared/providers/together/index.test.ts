import { isOwnAddress, openCredential } from '../../../../../nodes/shared/providers/credential';
import { aProvider } from '../../../builders';

const together = aProvider('together');
const { jobs, events, checkpoints, metrics, files, models, credential } = together;
const page = { limit: 9 };
const ofJob = { ...page, jobId: 'ft-1' };

test.each([
	['GET', 'fine-tunes', jobs.list(page)],
	['GET', 'fine-tunes/ft-1', jobs.get('ft-1')],
	['POST', 'fine-tunes/ft-1/cancel', jobs.cancel?.('ft-1')],
	['GET', 'fine-tunes/ft-1/events', jobs.failure?.('ft-1')],
	['GET', 'fine-tunes/ft-1/events', events?.(ofJob)],
	['GET', 'fine-tunes/ft-1/checkpoints', checkpoints?.(ofJob)],
	['GET', 'fine-tunes/ft-1/metrics', metrics?.('ft-1')],
	['GET', 'files', files?.list?.({ ...page, purpose: 'all' })],
	['GET', 'files/file-1', files?.get?.('file-1')],
	['DELETE', 'files/file-1', files?.remove?.('file-1')],
	['GET', 'files/file-1/content', files?.content?.('file-1')],
	['GET', 'models', models?.list()],
	['GET', 'fine-tunes/models/supported', models?.trainable?.()],
])('there is the call %s %s', (method, path, call) => {
	expect([call?.method, call?.path.join('/')]).toEqual([method, path]);
});

test("a job's page is the one of the console, whatever its ID holds", () => {
	expect(jobs.page?.('ft-1')).toBe('https://api.together.ai/fine-tuning/ft-1');
	expect(jobs.page?.('a/b')).toBe('https://api.together.ai/fine-tuning/a%2Fb');
});

test('the metrics of a job are read by the step', () => {
	const answer = { metrics: [{ 'train/loss': 0.5, 'train/global_step': 7 }] };
	expect(metrics?.('ft-1').read(answer, 0)).toMatchObject([{ step: 7, trainLoss: 0.5 }]);
});

test.each([
	['https://api.together.ai/v1', true],
	['https://api.together.xyz/v1', true],
	['https://together.ai', true],
	['https://together.xyz:8443/v1', true],
	['https://together.ai.example.com/v1', false],
	['https://not-together.ai/v1', false],
	['https://proxy.example.com/together.ai', false],
])('%s is an address of its own: %p', (baseUrl, own) => {
	expect(isOwnAddress(together, baseUrl)).toBe(own);
});

test('the address may be left empty', () => {
	expect(openCredential({ provider: 'together', baseUrl: '' })).toMatchObject({
		ok: true,
		value: { baseUrl: 'https://api.together.ai/v1' },
	});
	expect(credential.baseUrl.description).toMatch(/^Leave empty for Together AI's own address/);
});
