/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { PAGE, withGenerated } from './lib/dataDocs';
import { main } from './lib/main';
import { root } from './lib/paths';

// Writes what the documentation says of findings and providers anew, from the code.
main(async () => {
	const path = join(root, PAGE);
	await writeFile(path, withGenerated(await readFile(path, 'utf8')));
});
