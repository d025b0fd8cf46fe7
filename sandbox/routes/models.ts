import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import { ApiError, modelNotFound } from '../errors';
import { baseModels } from '../models';
import type { ModelObject } from '../types';

interface ById {
	Params: { id: string };
}

/** Models: list, get, delete. */
export function modelRoutes(app: FastifyInstance, { dialect, store }: Context): void {
	const bases = baseModels(dialect);
	const shown = (model: ModelObject) =>
		dialect.bareModels
			? { id: model.id, object: model.object }
			: { ...model, ...dialect.modelEnd?.(model.id) };
	const find = (id: string) => {
		const model = store.models.get(id) ?? bases.find((base) => base.id === id);
		if (!model) throw modelNotFound(id);
		return model;
	};

	app.get('/v1/models', () => ({
		object: 'list',
		data: [...bases, ...store.models.values()].map(shown),
	}));

	app.get<ById>('/v1/models/:id', ({ params }) => shown(find(params.id)));

	if (dialect.lacks.includes('modelDeletion')) return;

	app.delete<ById>('/v1/models/:id', ({ params }) => {
		const { id } = find(params.id);
		if (!store.models.delete(id)) {
			throw new ApiError(403, `You do not have permission to delete the model '${id}'.`, {
				param: 'model',
			});
		}
		return { object: 'model', id, deleted: true };
	});
}
