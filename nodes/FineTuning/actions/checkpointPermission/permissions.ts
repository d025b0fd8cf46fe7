import type { INodeProperties } from 'n8n-workflow';
import { NodeOperationError } from 'n8n-workflow';

import type { ApiRequest } from '../../../shared/transport/request';
import type { ItemRun } from '../operation';
import { textParameter } from '../parameters';

/** The right of one project to use a checkpoint. */
export interface CheckpointPermission {
	id: string;
	object?: string;
	created_at: number;
	project_id: string;
}

export const checkpointIdField: INodeProperties = {
	displayName: 'Checkpoint',
	name: 'checkpointId',
	type: 'string',
	default: '',
	required: true,
	placeholder: 'e.g. ft:gpt-4.1-mini-2025-04-14:my-org:support:abc123:ckpt-step-100',
	description:
		"The checkpoint's model name, as Checkpoint → Get Many gives it in the field 'model'. Needs an admin key in the credential.",
};

/** What a field must hold. @throws NodeOperationError naming the field, before anything is sent */
export function requiredText(run: ItemRun, name: string, displayName: string): string {
	const value = textParameter(run, name);
	if (value !== '') return value;
	throw new NodeOperationError(run.context.getNode(), `'${displayName}' is empty`, {
		description: 'Enter it, or check the expression that should give it.',
		itemIndex: run.itemIndex,
	});
}

/**
 * The parts of a call that all operations on a checkpoint's permissions share.
 * @throws NodeOperationError where the provider has no such permissions
 */
export function permissionCall(
	run: ItemRun,
	action: string,
): Pick<ApiRequest, 'path' | 'admin' | 'action' | 'subject' | 'itemIndex'> {
	const { provider } = run.connection;
	if (!provider.sharesCheckpoints) {
		throw new NodeOperationError(
			run.context.getNode(),
			`${provider.displayName} has no permissions for checkpoints`,
			{
				description:
					'Only OpenAI shares checkpoints between projects. Choose a credential for OpenAI.',
				itemIndex: run.itemIndex,
			},
		);
	}
	const id = requiredText(run, 'checkpointId', 'Checkpoint');
	return {
		path: ['fine_tuning', 'checkpoints', id, 'permissions'],
		admin: true,
		action,
		subject: { kind: 'checkpoint', id },
		itemIndex: run.itemIndex,
	};
}
