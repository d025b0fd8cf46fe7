import type { ICredentialTestRequest, ICredentialType, INodeProperties } from 'n8n-workflow';

import { authenticate } from '../nodes/shared/providers/credential';
import { credentialProperties, credentialTest } from '../nodes/shared/providers/credentialForm';

/** One credential for all providers: what it asks and how it is used, each provider tells. */
export class FineTuningApi implements ICredentialType {
	name = 'fineTuningApi';

	displayName = 'Fine-Tuning API';

	icon = {
		light: 'file:../icons/fineTuning.svg',
		dark: 'file:../icons/fineTuning.dark.svg',
	} as const;

	documentationUrl = 'https://github.com/n8n-nodes-fine-tuning/n8n-nodes-fine-tuning#credentials';

	properties: INodeProperties[] = credentialProperties();

	authenticate = authenticate;

	test: ICredentialTestRequest = credentialTest();
}
