import type { INodeProperties } from 'n8n-workflow';

import { requiredText } from '../parameters';
import type { ItemRun } from '../operation';

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

export function checkpointId(run: ItemRun): string {
	return requiredText(run, 'checkpointId', 'Checkpoint');
}
