/** The house's rules of who may know whom, as CONTRIBUTING.md tells them. `npm run structure` checks them. */
const SHARED = '^nodes/shared/';
/** What anybody in shared/ may use: words, time, results, and what providers and the transport both speak of. */
const COMMON = `${SHARED}[^/]+\\.ts$`;

/** @type {import('dependency-cruiser').IConfiguration} */
module.exports = {
	forbidden: [
		{
			name: 'no-circles',
			comment: 'Types stand where everybody may import them.',
			severity: 'error',
			from: {},
			to: { circular: true },
		},
		{
			name: 'transport-knows-nothing-above',
			comment: 'The transport sends what it is given, whoever the provider is.',
			severity: 'error',
			from: { path: `${SHARED}transport/` },
			to: { path: '^nodes/', pathNot: [`${SHARED}transport/`, COMMON] },
		},
		{
			name: 'only-api-talks',
			comment:
				'Operations and the trigger speak of jobs: api/ is the only caller of the transport.',
			severity: 'error',
			from: { pathNot: [`${SHARED}(api|transport)/`] },
			to: { path: `${SHARED}transport/` },
		},
		{
			name: 'providers-are-pure',
			comment: 'A provider builds calls and reads answers. It sends nothing.',
			severity: 'error',
			from: { path: `${SHARED}(providers|domain)/` },
			to: { path: '^nodes/', pathNot: [`${SHARED}(providers|domain)/`, COMMON] },
		},
		{
			name: 'one-provider-a-file',
			comment: 'Only the list of providers names them.',
			severity: 'error',
			from: { pathNot: [`${SHARED}providers/`, '^test/'] },
			to: {
				path: `${SHARED}providers/`,
				pathNot: `${SHARED}providers/(index|protocol|credential|credentialForm)\\.ts$`,
			},
		},
		{
			name: 'dataset-without-n8n',
			comment: 'The rules of training data are pure.',
			severity: 'error',
			from: { path: '^nodes/FineTuning/dataset/' },
			to: {
				path: '^nodes/|node_modules/n8n-',
				pathNot: ['^nodes/FineTuning/dataset/', `${SHARED}(text|result)\\.ts$`],
			},
		},
		{
			name: 'shared-below-nodes',
			comment: 'What both nodes share knows neither.',
			severity: 'error',
			from: { path: SHARED },
			to: { path: '^nodes/FineTuning' },
		},
		{
			name: 'nodes-apart',
			comment: 'The two nodes meet in shared/ only.',
			severity: 'error',
			from: { path: '^nodes/FineTuning/' },
			to: { path: '^nodes/FineTuningTrigger/' },
		},
	],
	options: {
		doNotFollow: { path: 'node_modules' },
		tsConfig: { fileName: 'tsconfig.json' },
		// Types count, too: a circle of types is a circle for the reader.
		tsPreCompilationDeps: true,
	},
};
