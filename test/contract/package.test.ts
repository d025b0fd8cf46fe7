/* eslint-disable @n8n/community-nodes/no-restricted-imports, @n8n/community-nodes/no-dangerous-functions, @n8n/community-nodes/no-restricted-globals -- runs in Node, not in n8n */
import { execFileSync } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
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
		expect(codex?.categories).toEqual(['AI', 'Development']);
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

const folder = join(root, 'dist', 'nodes', 'FineTuning');

/** What Node.js has loaded once the node is loaded, and this was done. */
function loadedBy(script: string): string {
	const whole = `require('./FineTuning.node.js'); ${script};
		setImmediate(() => console.log(Object.keys(require.cache).join('\\n')))`;
	return execFileSync(process.execPath, ['-e', whole], { cwd: folder }).toString();
}

// Its tables take 20 MB, and most workflows never count tokens.
test('the tokenizer is bundled with its license, and not loaded with the node', () => {
	for (const encoding of ['o200kBase', 'cl100kBase']) {
		const bundle = readFileSync(join(folder, 'dataset', 'encodings', `${encoding}.js`), 'utf8');
		expect(bundle.slice(0, 200)).toMatch(/gpt-tokenizer[^]*MIT License[^]*Copyright/);
		expect(bundle).not.toContain('require("gpt-tokenizer');
	}
	const loaded = loadedBy('');
	expect(loaded).toMatch(/validate\.operation\.js/);
	expect(loaded).not.toMatch(/encodings|gpt-tokenizer/);
});

// It takes 100 MB, and most workflows never draw.
test('the rasterizer is bundled with its licenses, draws, and is not loaded with the node', () => {
	const bundle = readFileSync(join(folder, 'chart', 'bundled', 'rasterizer.js'), 'utf8');
	const notices = bundle.slice(0, 6000);
	expect(notices).toMatch(/@resvg\/resvg-wasm[^]*MPL-2\.0[^]*Source: https/);
	expect(notices).toMatch(/@fontsource\/inter[^]*SIL OPEN FONT LICENSE/);
	expect(bundle.includes('require("')).toBe(false);
	expect(bundle.length).toBeLessThan(1_500_000);
	const draws = `require('./chart/png.js').toPng('<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"/>')
		.then((png) => console.log('drawn', png.length > 50, Object.keys(require.cache).join('\\n')))`;
	expect(loadedBy('')).toMatch(/getMetrics\.operation\.js[^]*chart.png\.js/);
	expect(loadedBy('')).not.toMatch(/bundled.rasterizer/);
	expect(loadedBy(draws)).toMatch(/drawn true[^]*bundled.rasterizer\.js/);
});
