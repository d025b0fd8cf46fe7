/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { createRequire } from 'node:module';
import type { Readable } from 'node:stream';

// First: it gives n8n-core a user folder of its own.
import './harness';
import { BinaryDataService } from 'n8n-core';
import type { INodeExecutionData } from 'n8n-workflow';

/** n8n-core's own container of services: the package may be installed more than once. */
const { Container } = createRequire(require.resolve('n8n-core'))('@n8n/di') as {
	Container: { get<T>(type: new (...parts: never[]) => T): T };
};

/** From now on binary data is kept on disk, as in an ordinary n8n, and no longer in the items. */
export async function keepBinaryDataOnDisk(): Promise<BinaryDataService> {
	const service = Container.get(BinaryDataService);
	await service.init();
	return service;
}

const LOCATION = {
	type: 'execution',
	workflowId: 'workflow-1',
	executionId: 'execution-1',
} as const;

/** An item that carries a file of n8n's store; on disk after `keepBinaryDataOnDisk`. */
export async function itemWithStoredFile(content: Readable, fileName = 'training.jsonl') {
	const data = await Container.get(BinaryDataService).store(LOCATION, content, {
		data: '',
		mimeType: 'application/jsonl',
		fileName,
	});
	return { json: {}, binary: { data } } satisfies INodeExecutionData;
}

/** Empties the store: its files outlive the process. */
export async function dropStoredFiles(): Promise<void> {
	await Container.get(BinaryDataService).deleteMany([LOCATION]);
}
