/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { createRequire } from 'node:module';

import { BinaryDataConfig, BinaryDataService } from 'n8n-core';

interface Container {
	get<T>(type: new (...parameters: never[]) => T): T;
}

/** Lets the engine keep binary data where n8n does by default: in files, not in the item. */
export async function keepBinariesInFiles(): Promise<BinaryDataService> {
	// The engine has a copy of its own, which alone knows its services.
	const ofEngine = createRequire(require.resolve('n8n-core'));
	const { Container } = ofEngine('@n8n/di') as { Container: Container };
	Container.get(BinaryDataConfig).mode = 'filesystem';
	const service = Container.get(BinaryDataService);
	await service.init();
	return service;
}
