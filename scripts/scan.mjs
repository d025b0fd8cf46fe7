// Runs n8n's own check for community packages over the sources and over what would be published. Its command line
// reads published packages only; the check itself takes a folder.
import { dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

import {
	analyzePackage,
	SOURCE_FILE_PATTERNS,
} from '../node_modules/@n8n/scan-community-package/scanner/scanner.mjs';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const parts = { sources: SOURCE_FILE_PATTERNS, 'built package': ['dist/**/*.js', 'package.json'] };

for (const [name, patterns] of Object.entries(parts)) {
	const { passed, message, details } = await analyzePackage(root, patterns);
	console.log(`Scan of the ${name}: ${passed ? 'no findings' : `${message}\n${details ?? ''}`}`);
	// A pattern that matches no file passes as well.
	if (!passed || message) process.exitCode = 1;
}
