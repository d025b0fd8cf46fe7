/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { PROVIDERS } from '../../nodes/shared/providers';
import { recognise } from '../../nodes/FineTuning/dataset/recognise/recognise';
import { GENERATED, withGenerated } from '../../scripts/lib/generated';

const read = (page: string) => readFileSync(join(__dirname, '../..', page), 'utf8');

test.each(Object.entries(GENERATED))(
	'%s says what the code does: else run npm run docs',
	(name, parts) => {
		const page = read(name);
		expect(page).toBe(withGenerated(page, parts));
	},
);

const page = read('docs/training-data.md');

/** The examples of the page by the heading that they stand under. */
const examples = [
	...page.matchAll(/^### (.+)\n(?:(?!\n### )[\s\S])*?```(?:json|csv|text)\n([\s\S]*?)```/gm),
].map(([, heading = '', example = '']) => [heading, example] as const);

test.each([
	['Chat', 'chat'],
	['Preference', 'preference'],
	['Reinforcement', 'reinforcement'],
	['Alpaca', 'alpaca'],
	['ShareGPT', 'shareGpt'],
	['Chosen and rejected', 'comparison'],
	['Question and answer', 'pair'],
	['Prompt and completion', 'completion'],
	['Text', 'text'],
	['CSV and TSV', 'pair'],
])('the example of %s is recognised as %s', (heading, kind) => {
	const [, example = ''] = examples.find(([one]) => one === heading) ?? [];
	expect(example).not.toBe('');
	expect(recognise(Buffer.from(example), true).kind).toBe(kind);
});

test('every format of the page has its example tried', () => {
	expect(examples).toHaveLength(10);
});

test('the page on providers takes them in the order in which a newcomer should look at them', () => {
	const headings = [...read('docs/providers.md').matchAll(/^## (.+)$/gm)].map(([, name]) => name);
	const names = PROVIDERS.map(({ displayName }) => displayName.replace(/ \(.*/, ''));
	expect(headings.filter((heading) => names.includes(heading ?? ''))).toEqual(names);
});
