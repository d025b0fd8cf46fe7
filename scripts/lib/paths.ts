/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { join } from 'node:path';

/** The checkout's folder. */
export const root = join(__dirname, '..', '..');

/** Everything that the scripts make; git ignores it, and deleting it costs time only. */
export const workFolder = join(root, '.n8n');
