/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { join } from 'node:path';

/** The checkout's folder. */
export const root = join(__dirname, '..', '..');

/** Everything that the scripts make; git ignores it, and deleting it costs time only. */
export const workFolder = join(root, '.n8n');

/** The n8n that the demo and the end-to-end tests start, with a package.json of its own. */
export const runtimeFolder = join(workFolder, 'runtime');
