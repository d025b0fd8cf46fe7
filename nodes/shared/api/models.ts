import type { ChatAnswer, ChatRequest } from '../domain/chat';
import type { CheckpointPermission, Model } from '../domain/model';
import type { Page, PageQuery } from '../domain/page';
import { CHAT_MS } from '../timing';
import { offered, send, sendForPage, type Caller } from './caller';

export interface ModelsApi {
	/** All models that the key can use, in the provider's order. */
	list(): Promise<Model[]>;
	get(id: string): Promise<Model>;
	remove(id: string): Promise<void>;
	/** Asks a model. What was answered and never arrived is asked for, and paid, again. */
	chat(request: ChatRequest): Promise<ChatAnswer>;
}

export function modelsApi(caller: Caller): ModelsApi {
	const models = () => offered(caller, (provider) => provider.models, 'list models');
	return {
		async list() {
			const { items } = await sendForPage(caller, models().list(), { action: 'list the models' });
			return items;
		},
		get: async (id) =>
			await send(caller, models().get(id), {
				action: 'get the model',
				subject: { kind: 'model', id },
			}),
		async remove(id) {
			const route = offered(caller, (provider) => provider.models?.remove, 'delete models');
			await send(caller, route(id), {
				action: 'delete the model',
				subject: { kind: 'model', id },
				ifGone: true,
			});
		},
		async chat(chatRequest) {
			const route = offered(caller, (provider) => provider.chat, 'run models');
			return await send(caller, route(chatRequest), {
				action: 'ask the model',
				subject: { kind: 'model', id: chatRequest.model },
				// It leaves nothing behind.
				repeatable: true,
				timeoutMs: CHAT_MS,
			});
		},
	};
}

/** Which projects may use a checkpoint. */
export interface PermissionsApi {
	list(checkpoint: string, query: PageQuery): Promise<Page<CheckpointPermission>>;
	create(checkpoint: string, projectIds: readonly string[]): Promise<CheckpointPermission[]>;
	remove(checkpoint: string, id: string): Promise<void>;
}

export function permissionsApi(caller: Caller): PermissionsApi {
	const permissions = () =>
		offered(caller, (provider) => provider.permissions, 'share checkpoints with other projects');
	return {
		list: async (checkpoint, query) =>
			await sendForPage(caller, permissions().list(checkpoint, query), {
				action: 'list the permissions',
				subject: { kind: 'checkpoint', id: checkpoint },
			}),
		async create(checkpoint, projectIds) {
			const { items } = await sendForPage(caller, permissions().create(checkpoint, projectIds), {
				action: 'create the permission',
				subject: { kind: 'checkpoint', id: checkpoint },
				// A project that has the permission already simply keeps it.
				repeatable: true,
			});
			return items;
		},
		async remove(checkpoint, id) {
			await send(caller, permissions().remove(checkpoint, id), {
				action: 'delete the permission',
				subject: { kind: 'permission', id },
				ifGone: true,
			});
		},
	};
}
