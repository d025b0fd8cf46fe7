import type { FastifyInstance } from 'fastify';
import { asObject, shape, text } from '../check';
import { nebiusProblem, NEBIUS_DEFAULTS } from '../compatible';
import type { Context } from '../context';
import { ApiError, badRequest } from '../errors';
import { checkpointsAt } from '../events';
import { fastApiAnswer } from '../fastApi';
import type { Json } from '../json';
import { FINE_TUNABLE, NEBIUS_FINE_TUNABLE } from '../models';
import { openAiRoutes } from '../routes';
import type { EndpointRecord } from '../store';
import { openAi, type Dialect } from './dialect';

/** Seconds, at speed 1, for which a deployed model is looked at before it answers. */
const VALIDATING = 5;

const deploys = shape(
	{ name: text(1, 64), base_model: text(1), source: text(1), description: text() },
	['name', 'base_model', 'source'],
);

/** Nebius Token Factory, with models deployed from checkpoints: https://github.com/nebius/token-factory-cookbook */
export const nebius: Dialect = {
	...openAi,
	name: 'nebius',
	fineTunable: [...NEBIUS_FINE_TUNABLE, ...FINE_TUNABLE],
	keepsMetadata: false,
	tellsSteps: true,
	flat: NEBIUS_DEFAULTS,
	createProblem: nebiusProblem,
	answer: fastApiAnswer,
	routes(app, context) {
		openAiRoutes(app, context);
		deploymentRoutes(app, context);
	},
	served({ clock, speed, store }, name) {
		const deployed = store.endpoints.get(name);
		if (!deployed) return name;
		if (isActive(deployed, clock.now(), speed)) return deployed.model;
		throw new ApiError(404, `The model ${name} does not exist`);
	},
};

function deploymentRoutes(app: FastifyInstance, { clock, speed, store }: Context): void {
	app.post('/v0/models', ({ body }) => {
		const fault = deploys(body, '');
		if (fault) throw fault;
		const { name, base_model, source } = asObject(body);
		const [jobId = '', checkpointId] = String(source).split(':');
		const record = store.jobs.get(jobId);
		const checkpoint =
			record && checkpointsAt(record, clock.now()).find(({ id }) => id === checkpointId);
		if (!checkpoint || record.base.model !== base_model) {
			throw badRequest(
				`Checkpoint ${String(source)} of ${String(base_model)} was not found`,
				'source',
			);
		}
		const id = `${String(base_model)}-LoRa:${String(name)}-${store.ids.next('').slice(0, 4)}`;
		const deployed: EndpointRecord = {
			id,
			name: id,
			model: checkpoint.fine_tuned_model_checkpoint,
			displayName: String(source),
			hardware: '',
			createdAt: clock.now(),
			startedAt: clock.now(),
		};
		store.endpoints.set(id, deployed);
		return view(deployed);
	});

	// The names of models hold slashes.
	app.get<{ Params: { '*': string } }>('/v0/models/*', ({ params }) => {
		const deployed = store.endpoints.get(params['*']);
		if (!deployed) throw new ApiError(404, `The model ${params['*']} does not exist`);
		return view(deployed);
	});

	function view(deployed: EndpointRecord): Json {
		const { name, displayName: source, createdAt } = deployed;
		return {
			name,
			base_model: name.split('-LoRa:')[0],
			source,
			created_at: Math.floor(createdAt),
			status: isActive(deployed, clock.now(), speed) ? 'active' : 'validating',
			status_reason: null,
		};
	}
}

function isActive({ createdAt }: EndpointRecord, now: number, speed: number): boolean {
	return (now - createdAt) * speed >= VALIDATING;
}
