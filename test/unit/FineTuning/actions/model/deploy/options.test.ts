import {
	readDeployOptions,
	unminded,
	type DeployOptions,
} from '../../../../../../nodes/FineTuning/actions/model/deploy/options';
import { aProvider } from '../../../../builders';

const DEFAULTS: DeployOptions = {
	checkpointId: '',
	name: '',
	hardware: '',
	waitUntilReady: true,
	maxMinutes: 30,
};

test.each([
	[{}, {}],
	[
		{ checkpointId: ' ckpt-1 ', name: 'support', hardware: '1x_nvidia_h100' },
		{ checkpointId: 'ckpt-1', name: 'support', hardware: '1x_nvidia_h100' },
	],
	[{ checkpointId: 7, name: null, hardware: {} }, { checkpointId: '7' }],
	[{ waitUntilReady: false }, { waitUntilReady: false }],
	[{ waitUntilReady: 'false' }, { waitUntilReady: false }],
	[{ waitUntilReady: 'true' }, {}],
	[{ waitUntilReady: null }, {}],
	[{ maxWait: 0.5 }, { maxMinutes: 0.5 }],
	[{ maxWait: '45' }, { maxMinutes: 45 }],
])('the options %p mean %p beside the defaults', (options, given) => {
	expect(readDeployOptions(options)).toEqual({ ok: true, value: { ...DEFAULTS, ...given } });
});

test.each([
	[0, "'Max Wait' is 0"],
	['soon', "'Max Wait' is soon"],
])('a Max Wait of %p is refused', (maxWait, problem) => {
	expect(readDeployOptions({ maxWait })).toMatchObject({ ok: false, problem });
});

test.each<[string, Partial<DeployOptions>, unminded: string | undefined]>([
	['openAi', {}, undefined],
	['openAi', { checkpointId: 'c' }, undefined],
	['openAi', { name: 'n' }, 'Name'],
	['openAi', { hardware: 'h' }, 'Hardware'],
	['together', {}, undefined],
	['together', { name: 'n', hardware: 'h' }, undefined],
	['together', { name: 'n', checkpointId: 'c' }, 'Checkpoint ID'],
	['localAi', { name: 'n', checkpointId: 'c' }, undefined],
	['localAi', { name: 'n', hardware: 'h' }, 'Hardware'],
	['azureOpenAi', {}, undefined],
	['azureOpenAi', { checkpointId: 'c', name: 'n', hardware: 'h' }, 'Checkpoint ID'],
])('%s with %p: %p would change nothing', (id, given, label) => {
	const { deploy, displayName } = aProvider(id);
	expect(unminded({ ...DEFAULTS, ...given }, deploy, displayName)).toEqual(
		label === undefined
			? undefined
			: {
					problem: `'${label}' means nothing to ${displayName}`,
					advice: 'Remove the option: it would change nothing.',
				},
	);
});
