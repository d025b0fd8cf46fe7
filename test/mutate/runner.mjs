/**
 * Runs the unit tests of the pure parts against one mutant after another, in one process: Jest's own
 * test functions (jest-circus, expect, jest-mock) without what Jest sets up anew for each file, which
 * costs a hundred times what these tests do. Our own modules are loaded anew for every mutant, since
 * some remember things; packages are loaded once.
 *
 * A plugin of Stryker: https://stryker-mutator.io/docs/stryker-js/api/test-runner-plugin
 */
import { globSync, readFileSync } from 'node:fs';
import Module, { createRequire } from 'node:module';
import { matchesGlob, resolve } from 'node:path';

import { commonTokens, declareClassPlugin, PluginKind } from '@stryker-mutator/api/plugin';
import {
	determineHitLimitReached,
	DryRunStatus,
	TestStatus,
	toMutantRunResult,
} from '@stryker-mutator/api/test-runner';

const require = createRequire(resolve('package.json'));
const circus = require('jest-circus');
const { expect } = require('expect');
const { ModernFakeTimers } = require('@jest/fake-timers');
const { ModuleMocker } = require('jest-mock');
const { transpileModule, readConfigFile } = require('typescript');
const packedAsset = require('./scripts/packedAsset.js');

// Enough to notice a mutant, with the counter-example as it was found.
process.env.TIMELINES ??= '150';
require('fast-check').configureGlobal({ endOnFailure: true });

const { compilerOptions } = readConfigFile('tsconfig.json', (path) =>
	readFileSync(path, 'utf8'),
).config;
// Many times what any of them takes: a mutant for which a promise is never kept fails after it.
const TEST_MS = 5_000;

const mocker = new ModuleMocker(globalThis);
const timers = new ModernFakeTimers({ global: globalThis, config: { fakeTimers: {} } });
/** What of Jest's object is the same for all test files. */
const jest = {
	fn: (implementation) => mocker.fn(implementation),
	spyOn: (...what) => mocker.spyOn(...what),
	useFakeTimers: (config) => timers.useFakeTimers(config),
	useRealTimers: () => timers.useRealTimers(),
	setSystemTime: (now) => timers.setSystemTime(now),
	advanceTimersByTimeAsync: async (ms) => await timers.advanceTimersByTimeAsync(ms),
};

/** What is loaded once: packages, but for the one that can be started only once. */
const PACKAGE = /\/node_modules\/(?!@resvg\/)/;

/** Compiled once, however often it is loaded. */
const compiled = new Map();
function register(extension, compile) {
	require.extensions[extension] = (module, path) => {
		if (!compiled.has(path)) compiled.set(path, compile(path));
		module._compile(compiled.get(path), path);
	};
}
register(
	'.ts',
	(path) => transpileModule(readFileSync(path, 'utf8'), { compilerOptions }).outputText,
);
// What is registered last is looked for last: as in Jest, X.node is X.node.ts and not the X.node.json beside it.
const readJson = require.extensions['.json'];
delete require.extensions['.json'];
require.extensions['.json'] = readJson;
for (const asset of ['.wasm', '.woff2']) {
	register(asset, (path) => packedAsset.process(undefined, path).code);
}
// A module that is written with .js, as jest.config.js has it.
const resolveFilename = Module._resolveFilename;
Module._resolveFilename = (request, ...rest) =>
	resolveFilename(
		request.replace(/^(\..*(?:\.node|\/(?:bundled|encodings)\/.+))\.js$/, '$1'),
		...rest,
	);

/** Jest's object for a test file: what it replaces in a module holds while the tests of that file run. */
function jestFor(path) {
	const requireActual = createRequire(path);
	const mock = (request, factory) => {
		const module = requireActual(request);
		const real = { ...module };
		const replaced = factory();
		circus.beforeAll(() => void Object.assign(module, replaced));
		circus.afterAll(() => void Object.assign(module, real));
	};
	return { ...jest, mock, requireActual };
}

class UnitTests {
	static inject = [commonTokens.options];

	constructor({ unitTests }) {
		const files = globSync(unitTests.files, { exclude: unitTests.without }).sort();
		const isSlow = (file) => matchesGlob(file, unitTests.slow);
		this.files = [...files.filter((file) => !isSlow(file)), ...files.filter(isSlow)];
	}

	capabilities() {
		return { reloadEnvironment: true };
	}

	init() {
		Object.assign(globalThis, { ...circus, expect });
		globalThis.__stryker__ ??= {};
		// What a mutant leaves unhandled concerns that mutant alone.
		process.on('unhandledRejection', () => {});
		circus.addEventHandler((event) => {
			const { name, test } = event;
			if (name === 'test_start') globalThis.__stryker__.currentTestId = idOf(test);
			if (name === 'test_done') {
				globalThis.__stryker__.currentTestId = undefined;
				// One failure kills the mutant.
				if (test.errors.length > 0 && this.bail) {
					circus.getState().testNamePattern = { test: () => false };
				}
			}
		});
	}

	async dryRun() {
		this.bail = false;
		const tests = await this.run(this.files);
		const { mutantCoverage } = globalThis.__stryker__;
		// A test that a run before it can break would kill mutants that no test notices.
		const again = await this.run(this.files);
		const broken = again.filter(({ status }) => status === TestStatus.Failed);
		return broken.length > 0
			? { status: DryRunStatus.Complete, tests: broken }
			: { status: DryRunStatus.Complete, tests, mutantCoverage };
	}

	async mutantRun({ activeMutant, testFilter, disableBail, hitLimit }) {
		Object.assign(globalThis.__stryker__, {
			activeMutant: activeMutant.id,
			hitLimit,
			hitCount: hitLimit && 0,
		});
		this.bail = !disableBail;
		const wanted = testFilter && new Set(testFilter);
		const files =
			testFilter && this.files.filter((file) => testFilter.some((id) => id.startsWith(`${file} `)));
		const result = await this.run(files ?? this.files, wanted).then(
			(tests) => ({ status: DryRunStatus.Complete, tests }),
			(error) => ({ status: DryRunStatus.Error, errorMessage: String(error) }),
		);
		return toMutantRunResult(
			determineHitLimitReached(globalThis.__stryker__.hitCount, hitLimit) ?? result,
			disableBail,
		);
	}

	/** The results of the wanted tests in the files. */
	async run(files, wanted) {
		for (const path of Object.keys(require.cache)) {
			if (!PACKAGE.test(path)) delete require.cache[path];
		}
		circus.resetState();
		const state = circus.getState();
		state.testTimeout = TEST_MS;
		if (wanted) state.testNamePattern = { test: (id) => wanted.has(id) };
		for (const file of files) {
			const path = resolve(file);
			circus.describe(file, () => {
				globalThis.jest = jestFor(path);
				require(path);
			});
		}
		try {
			const { testResults, unhandledErrors } = await circus.run();
			if (unhandledErrors.length > 0) throw new Error(unhandledErrors.join('\n'));
			return testResults
				.filter(({ status }) => status !== 'skip')
				.map(({ testPath, duration, errors }) => {
					const id = testPath.slice(1).join(' ');
					return {
						id,
						name: id,
						timeSpentMs: duration ?? 0,
						...(errors.length > 0
							? { status: TestStatus.Failed, failureMessage: errors[0] }
							: { status: TestStatus.Success }),
					};
				});
		} finally {
			mocker.restoreAllMocks();
			timers.useRealTimers();
		}
	}
}

const idOf = (test) => (test.parent ? `${idOf(test.parent)} ${test.name}`.trimStart() : '');

export const strykerPlugins = [declareClassPlugin(PluginKind.TestRunner, 'unit-tests', UnitTests)];
