/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { readFile, writeFile } from 'node:fs/promises';
import { join } from 'node:path';

import { GENERATED, withGenerated } from './lib/generated';
import { main } from './lib/main';
import { root } from './lib/paths';

// Writes what the documentation says of fields, findings and providers anew, from the code.
main(async () => {
	for (const [page, parts] of Object.entries(GENERATED)) {
		const path = join(root, page);
		await writeFile(path, withGenerated(await readFile(path, 'utf8'), parts));
	}
});
