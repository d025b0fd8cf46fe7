// The way into every script of this project: `node scripts/bootstrap.mjs NAME [arguments]` runs scripts/NAME.ts.
// It is plain JavaScript without dependencies, because it runs first in a fresh clone, on whatever Node the machine
// has. It installs the dependencies when they are missing or out of date, one of which is the Node 24 that n8n needs,
// and starts the script on that Node.
import { spawn } from 'node:child_process';
import { existsSync, readFileSync } from 'node:fs';
import { constants } from 'node:os';
import { delimiter, dirname, join } from 'node:path';
import { fileURLToPath } from 'node:url';

const root = join(dirname(fileURLToPath(import.meta.url)), '..');
const bin = join(root, 'node_modules', '.bin');
const node24 = join(root, 'node_modules', 'node', 'bin', 'node');

const [name = '', ...scriptArguments] = process.argv.slice(2);
const script = join(root, 'scripts', `${name}.ts`);

function say(text) {
	process.stderr.write(`${text}\n`);
}

function stopWith(text) {
	say(`\n${text}`);
	process.exit(1);
}

function readLock(path) {
	try {
		return JSON.parse(readFileSync(path, 'utf8')).packages ?? {};
	} catch {
		return undefined;
	}
}

/**
 * Whether node_modules holds what package-lock.json asks for. npm writes a lock of what it installed as its last step,
 * so a half-finished installation has none. Packages for other systems are in the one lock and not in the other.
 */
function isInstalled() {
	const installed = readLock(join(root, 'node_modules', '.package-lock.json'));
	const wanted = readLock(join(root, 'package-lock.json'));
	if (!installed || !wanted || !existsSync(node24)) return false;
	const same = (path) =>
		installed[path]?.version === wanted[path]?.version &&
		installed[path]?.integrity === wanted[path]?.integrity;
	return (
		Object.keys(wanted).every((path) => path === '' || wanted[path].optional || same(path)) &&
		Object.keys(installed).every((path) => wanted[path] !== undefined && same(path))
	);
}

/** Runs a command to its end and gives `{ code, errors }`; the errors it printed are shown as they come, too. */
function run(command, commandArguments) {
	return new Promise((resolve) => {
		let errors = '';
		const child = spawn(command, commandArguments, {
			cwd: root,
			stdio: ['ignore', 'ignore', 'pipe'],
		});
		child.stderr.on('data', (chunk) => {
			errors += chunk;
			process.stderr.write(chunk);
		});
		child.on('error', (error) => resolve({ code: error.code, errors: String(error) }));
		child.on('close', (code, signal) => resolve({ code: code ?? signal, errors }));
	});
}

async function install() {
	say('Installing the dependencies with npm ci. This takes about 2 minutes, the first time only …');
	const started = Date.now();
	const beat = setInterval(() => say(`  … ${Math.round((Date.now() - started) / 1000)} s`), 30_000);
	// Install scripts are left out, whatever npm's version thinks of them: only the package `node` needs its own.
	let result = await run('npm', ['ci', '--ignore-scripts', '--loglevel=error']);
	if (result.code === 0) result = await run('npm', ['rebuild', 'node', '--loglevel=error']);
	clearInterval(beat);
	if (result.code === 'ENOENT') {
		stopWith('npm was not found. Install Node.js 20 or later together with npm, then try again.');
	}
	if (/ENOTFOUND|EAI_AGAIN|ECONNREFUSED|ECONNRESET|ETIMEDOUT|ENETUNREACH/.test(result.errors)) {
		stopWith(
			'The npm registry could not be reached. Check the network, and the proxy and registry that `npm config list` shows, then try again.',
		);
	}
	if (result.code !== 0) {
		stopWith(`npm could not install the dependencies (${result.code}); its own words are above.`);
	}
	if (!existsSync(node24)) {
		stopWith(
			'npm finished without installing the package "node". Run `npm ci` and look at its output.',
		);
	}
	say(`Installed in ${Math.round((Date.now() - started) / 1000)} s.`);
}

if (!/^[a-z0-9-]+$/.test(name) || !existsSync(script)) {
	stopWith(`There is no script called "${name}".`);
}
if (Number(process.versions.node.split('.')[0]) < 20) {
	stopWith(`Node.js ${process.versions.node} is too old: this needs Node.js 20 or later.`);
}
if (!isInstalled()) await install();

const child = spawn(node24, ['--import', 'tsx', script, ...scriptArguments], {
	cwd: root,
	stdio: 'inherit',
	env: { ...process.env, PATH: [bin, process.env.PATH].join(delimiter) },
});
// Ctrl-C reaches the whole process group, so the script has it already: this process only has to outlive the script.
process.on('SIGINT', () => {});
for (const signal of ['SIGTERM', 'SIGHUP']) process.on(signal, () => child.kill(signal));
child.on('error', (error) => stopWith(`The script could not be started: ${error.message}`));
child.on('close', (code, signal) => {
	process.exitCode = code ?? 128 + (constants.signals[signal] ?? 0);
});
