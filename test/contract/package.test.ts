/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { existsSync } from 'node:fs';
import { join } from 'node:path';

import '../engine/harness';
import { PackageDirectoryLoader } from 'n8n-core';

/** The built package, loaded as n8n loads it: `npm test` builds before it tests. */
const root = join(__dirname, '..', '..');
const loader = new PackageDirectoryLoader(root);

beforeAll(async () => await loader.loadAll());

test('n8n finds both nodes and the credential', () => {
	expect(Object.keys(loader.nodeTypes).sort()).toEqual(['fineTuning', 'fineTuningTrigger']);
	expect(Object.keys(loader.credentialTypes)).toEqual(['fineTuningApi']);
});

// The editor hides nodes of the category AI from its search, unless they belong to an agent.
test('the codex is kept: words to find the nodes by, and no category that hides them', () => {
	for (const { type } of Object.values(loader.nodeTypes)) {
		const { codex } = type.description as { codex?: { categories?: string[]; alias?: string[] } };
		expect(codex?.categories).toEqual(['Development']);
		expect(codex?.alias).toContain('finetune');
	}
});

test('the icons that n8n serves are there', () => {
	const described = [
		...Object.values(loader.nodeTypes),
		...Object.values(loader.credentialTypes),
	].map(({ type }) => ('description' in type ? type.description : type));
	for (const { iconUrl } of described) {
		const { light, dark } = iconUrl as { light: string; dark: string };
		expect(light).not.toBe(dark);
		for (const url of [light, dark]) {
			const path = url.replace('icons/n8n-nodes-fine-tuning/', '');
			expect(existsSync(join(root, path))).toBe(true);
		}
	}
});
