import type { FastifyInstance } from 'fastify';
import { asObject, list, oneOf, shape, text } from '../check';
import type { Context } from '../context';
import { notFound } from '../errors';
import { checkpointsAt } from '../events';
import { page, param, type Query } from '../pages';
import type { CheckpointPermission } from '../types';

interface OfCheckpoint {
	Params: { checkpoint: string; permission: string };
	Querystring: Query;
}

const CREATE = shape({ project_ids: list(text(1)) }, ['project_ids']);

/** Which projects may use a checkpoint: create, list, delete; all with the admin key. */
export function permissionRoutes(app: FastifyInstance, context: Context): void {
	const { clock, store } = context;
	const path = '/v1/fine_tuning/checkpoints/:checkpoint/permissions';

	const find = (checkpoint: string): CheckpointPermission[] => {
		const known =
			store.models.has(checkpoint) ||
			store.byAge.some(
				(record) =>
					record.plan?.outcome.fine_tuned_model === checkpoint.replace(/:ckpt-step-\d+$/, '') &&
					checkpointsAt(record, clock.now()).some(
						({ fine_tuned_model_checkpoint: name }) => name === checkpoint,
					),
			);
		if (!known) throw notFound('Checkpoint', checkpoint);
		const permissions = store.permissions.get(checkpoint) ?? [];
		store.permissions.set(checkpoint, permissions);
		return permissions;
	};

	const listed = (query: Query, permissions: CheckpointPermission[]) => {
		const shown = page(permissions, {
			query,
			standard: 10,
			max: 100,
			idOf: ({ id }) => id,
			quirks: context.list,
		});
		const first_id = shown.data[0]?.id ?? null;
		return { ...shown, first_id, last_id: shown.data.at(-1)?.id ?? null };
	};

	app.post<OfCheckpoint>(path, ({ body, params }) => {
		const permissions = find(params.checkpoint);
		const { project_ids } = asObject(body);
		const fault = CREATE(body, '');
		if (fault) throw fault;
		const projects = Array.isArray(project_ids) ? project_ids.map(String) : [];
		const granted = projects.map((project_id): CheckpointPermission => {
			const known = permissions.find((permission) => permission.project_id === project_id);
			if (known) return known;
			const id = store.ids.next('cp_');
			const created_at = Math.floor(clock.now());
			const permission = { object: 'checkpoint.permission', id, created_at, project_id } as const;
			permissions.push(permission);
			return permission;
		});
		return listed({ limit: '100' }, granted);
	});

	app.get<OfCheckpoint>(path, ({ params, query }) => {
		const order = param(query, 'order') ?? 'descending';
		const fault = oneOf('ascending', 'descending')(order, 'order');
		if (fault) throw fault;
		const project = param(query, 'project_id');
		const permissions = find(params.checkpoint).filter(
			({ project_id }) => !project || project_id === project,
		);
		return listed(query, order === 'descending' ? permissions.reverse() : permissions);
	});

	app.delete<OfCheckpoint>(`${path}/:permission`, ({ params }) => {
		const permissions = find(params.checkpoint);
		const id = params.permission;
		const index = permissions.findIndex((permission) => permission.id === id);
		if (index === -1) throw notFound('Permission', id);
		permissions.splice(index, 1);
		return { object: 'checkpoint.permission', id, deleted: true };
	});
}
