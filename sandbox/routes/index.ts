import type { FastifyInstance } from 'fastify';
import type { Context } from '../context';
import type { Feature } from '../dialects/dialect';
import { chatRoutes } from './chat';
import { fileRoutes } from './files';
import { jobRoutes } from './jobs';
import { modelRoutes } from './models';
import { pauseRoutes } from './pauses';
import { permissionRoutes } from './permissions';
import { checkpointRoutes, eventRoutes } from './progress';
import { responseRoutes } from './responses';
import { uploadRoutes } from './uploads';

/** OpenAI's API, but for what the dialect lacks of it. */
export function openAiRoutes(app: FastifyInstance, context: Context): void {
	const has = (feature: Feature) => !context.dialect.lacks.includes(feature);
	jobRoutes(app, context);
	if (has('pause')) pauseRoutes(app, context);
	if (has('events')) eventRoutes(app, context);
	if (has('checkpoints')) checkpointRoutes(app, context);
	fileRoutes(app, context);
	if (has('uploads')) uploadRoutes(app, context);
	if (has('permissions')) permissionRoutes(app, context);
	modelRoutes(app, context);
	chatRoutes(app, context);
	responseRoutes(app, context);
}
