/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { readFileSync } from 'node:fs';
import { join } from 'node:path';

import { tableOf } from '../../../scripts/lib/markdownTable';

test('rows become a table; what a row lacks stays empty', () => {
	expect(tableOf([{ by: 'a|b', ms: 1234.5 }, { by: 'c', calls: 2 }, { ms: Number.NaN }])).toBe(
		[
			'| by | ms | calls |',
			'| --- | --: | --: |',
			'| a\\|b | 1,234.5 |  |',
			'| c |  | 2 |',
			'|  |  |  |',
		].join('\n'),
	);
});

const page = readFileSync(join(__dirname, '../../../docs/benchmarks.md'), 'utf8');
const names = [...page.matchAll(/<!-- begin: (\w+) -->/g)].map(([, name = '']) => name);

test.each(names)('%s stands with the command that measures it, and with what that gave', (name) => {
	expect(page).toContain(`\`npm run bench -- ${name}\``);
	const part = `<!-- begin: ${name} -->\\s+\\|[^]+?n8n \\d[^]+?<!-- end: ${name} -->`;
	expect(page).toMatch(new RegExp(part));
});

test('the page has parts', () => {
	expect(names.length).toBeGreaterThan(10);
});
