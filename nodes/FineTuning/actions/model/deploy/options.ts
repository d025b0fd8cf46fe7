import type { IDataObject } from 'n8n-workflow';

import type { DeployPart } from '../../../../shared/providers/protocol';
import type { Problem, Result } from '../../../../shared/result';
import { asText } from '../../../../shared/text';
import { readMaxWait } from '../../job/wait/options';

export interface DeployOptions {
	/** Empty texts for what was left alone. */
	checkpointId: string;
	name: string;
	hardware: string;
	/** Whether to go on only when the model answers. */
	waitUntilReady: boolean;
	maxMinutes: number;
}

export const DEFAULT_MAX_MINUTES = 30;

/** The options collection of Model → Deploy, with what is absent filled in. */
export function readDeployOptions(options: IDataObject): Result<DeployOptions> {
	const maxMinutes = readMaxWait(options.maxWait, DEFAULT_MAX_MINUTES);
	if (!maxMinutes.ok) return maxMinutes;
	return {
		ok: true,
		value: {
			checkpointId: asText(options.checkpointId),
			name: asText(options.name),
			hardware: asText(options.hardware),
			waitUntilReady: options.waitUntilReady !== false && options.waitUntilReady !== 'false',
			maxMinutes: maxMinutes.value,
		},
	};
}

/** The first option that the provider would not mind. */
export function unminded(
	{ checkpointId, name, hardware }: DeployOptions,
	{ checkpoints, takes = [] }: DeployPart,
	provider: string,
): Problem | undefined {
	const given: Array<[label: string, value: string, minded: boolean]> = [
		['Checkpoint ID', checkpointId, checkpoints !== undefined],
		['Name', name, takes.includes('name')],
		['Hardware', hardware, takes.includes('hardware')],
	];
	const found = given.find(([, value, minded]) => value !== '' && !minded);
	return (
		found && {
			problem: `'${found[0]}' means nothing to ${provider}`,
			advice: 'Remove the option: it would change nothing.',
		}
	);
}
