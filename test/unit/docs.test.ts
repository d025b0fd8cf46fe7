/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { dirname, join } from 'node:path';

import { FINDINGS } from '../../nodes/FineTuning/dataset/findings';
import { PROVIDERS } from '../../nodes/shared/providers';
import { recognise } from '../../nodes/FineTuning/dataset/recognise/recognise';
import { GENERATED, withGenerated } from '../../scripts/lib/generated';
import { root } from '../../scripts/lib/paths';

const read = (page: string) => readFileSync(join(root, page), 'utf8');

test.each(Object.entries(GENERATED))(
	'%s says what the code does: else run npm run docs',
	(name, parts) => {
		const page = read(name);
		expect(page).toBe(withGenerated(page, parts));
		// What has gone from the code goes from the page.
		const begun = [...page.matchAll(/<!-- begin: (.+) -->/g)].map(([, part]) => part);
		expect(begun.sort()).toEqual(Object.keys(parts).sort());
	},
);

const PAGES = [
	...['README.md', 'CONTRIBUTING.md', 'CHANGELOG.md', 'examples/README.md'],
	...readdirSync(join(root, 'docs'))
		.filter((name) => name.endsWith('.md'))
		.map((name) => `docs/${name}`),
];

/** A heading's anchor, as GitHub makes it. */
function anchor(heading: string): string {
	return heading
		.toLowerCase()
		.replace(/[^\p{L}\p{N}\s_-]/gu, '')
		.replace(/ /g, '-');
}

test.each(PAGES)('every link of %s leads somewhere', (name) => {
	const links = [...read(name).matchAll(/\]\(([^)\s]+)\)/g)].map(([, link = '']) => link);
	const broken = links.filter((link) => {
		if (/^https?:/.test(link)) return false;
		const [file = '', fragment] = link.split('#');
		const target = file === '' ? name : join(dirname(name), file);
		if (!existsSync(join(root, target))) return true;
		if (fragment === undefined) return false;
		const headings = [...read(target).matchAll(/^#+ (.+)$/gm)].map(([, text = '']) => text);
		return !headings.map(anchor).includes(fragment);
	});
	expect(broken).toEqual([]);
});

const page = read('docs/training-data.md');

test('every finding of the code stands on the page once', () => {
	const listed = [...page.matchAll(/^- `(\w+)` \((?:error|warning)\): /gm)].map(([, code]) => code);
	expect(listed.sort()).toEqual(Object.keys(FINDINGS).sort());
});

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
