import type { ChatAnswer, ChatRequest } from '../domain/chat';
import { shutdownWarning, type CheckpointPermission, type Model } from '../domain/model';
import type { Page, PageQuery } from '../domain/page';
import type { DeployStep } from '../providers/protocol';
import { CHAT_MS } from '../timing';
import type { Probe } from '../transport/connection';
import { offered, send, sendForPage, unlessGone, warnOnce, type Caller } from './caller';
import { PROBING, probeUntil } from './probing';

export interface ModelsApi {
	/** All models that the key can use, in the provider's order. */
	list(): Promise<Model[]>;
	get(id: string): Promise<Model>;
	remove(id: string): Promise<void>;
	/** @param step one that is not the last */
	deploy(step: Extract<DeployStep, { call: unknown }>): Promise<DeployStep>;
	/** Asks a model. What was answered and never arrived is asked for, and paid, again. */
	chat(request: ChatRequest): Promise<ChatAnswer>;
	/** Tells the user, once, if a model that is to be trained is known to be shut down soon. Nothing is sent. */
	warnOfShutdown(id: string): void;
}

export function modelsApi(caller: Caller): ModelsApi {
	const models = () => offered(caller, (provider) => provider.models, 'list models');
	return {
		async list() {
			const { items } = await sendForPage(caller, models().list(), { action: 'list the models' });
			const route = caller.provider.models?.trainable;
			if (!route) return items;
			const purpose = { action: 'list the models that can be trained' };
			// A server may lack it: then nothing is known of any.
			const names = await unlessGone(
				caller,
				['404', '405'],
				async () => await send(caller, route(), purpose),
			);
			return names ? withTrainable(items, new Set(names)) : items;
		},
		async get(id) {
			const route = offered(caller, (provider) => provider.models?.get, 'tell of one model');
			return await send(caller, route(id), {
				action: 'get the model',
				subject: { kind: 'model', id },
			});
		},
		async remove(id) {
			const route = offered(caller, (provider) => provider.models?.remove, 'delete models');
			await send(caller, route(id), {
				action: 'delete the model',
				subject: { kind: 'model', id },
				ifGone: true,
			});
		},
		async deploy(step) {
			const begins = step.state === 'next' || step.begins === true;
			const search = step.state === 'next' ? step.search : undefined;
			return await send(caller, step.call, {
				action: begins ? 'deploy the model' : 'check the deployment',
				...(step.state === 'next' && step.creates && { creates: 'deployment' as const }),
				...(search && {
					recovery: { repeat: 'ifAbsent', probe: async () => await found(caller, search) },
				}),
				once: step.state === 'pending',
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
		warnOfShutdown(id) {
			const day = caller.provider.models?.shutdownDate?.(id) ?? null;
			const now = caller.connection.firstDate ?? Date.now() / 1000;
			const warning = day === null ? undefined : shutdownWarning(id, day, now);
			if (warning !== undefined) warnOnce(caller, warning, warning);
		},
	};
}

/** What a call has made whose answer was lost; never `absent`, since a list may lag behind. Never throws. */
async function found(
	caller: Caller,
	search: NonNullable<Extract<DeployStep, { state: 'next' }>['search']>,
): Promise<Probe<DeployStep>> {
	return await probeUntil<DeployStep>(caller, ['found'], async () => {
		const { found: step } = await send(caller, search, {
			...PROBING,
			action: 'find the deployment',
		});
		return step ? { state: 'found', value: step } : { state: 'unknown' };
	});
}

/** All models, with those that can be trained marked, and added where the list has them not. */
function withTrainable(models: readonly Model[], names: ReadonlySet<string>): Model[] {
	const listed = new Set(models.map(({ id }) => id));
	const further = [...names].filter((id) => !listed.has(id));
	return [
		...models.map((model) => ({ ...model, trainable: names.has(model.id) })),
		...further.map((id) => ({
			id,
			createdAt: null,
			fineTuned: false,
			trainable: true,
			owner: null,
			shutdownDate: null,
			raw: { id },
		})),
	];
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
