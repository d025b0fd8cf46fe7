import type { Deployment, DeployWish } from '../../domain/deployment';
import type { Exchange } from '../../http';
import { isRecord } from '../../text';
import type { DeployPart, DeployStep } from '../protocol';
import {
	BROKEN,
	DASHBOARD,
	DOWN,
	noteOf,
	rankOf,
	readEndpoint,
	readHardware,
	type Hardware,
	type Terms,
} from './endpoints';
import { listIn } from './lists';

type StepCall = Exchange<DeployStep>;

/**
 * A model of Together answers on an endpoint of its own, which costs while it runs. One that the model has already is
 * used again; else the cheapest hardware that it fits is taken, unless another is wished.
 * Source: https://github.com/togethercomputer/openapi (/endpoints, /hardware)
 */
export const deploy: DeployPart = {
	takes: ['name', 'hardware'],
	begin(job, wish) {
		const model = job.fineTunedModel;
		if (model === null) {
			return {
				ok: false,
				problem: `Job ${job.id} has no model that can be deployed`,
				advice: 'Look at the job itself with Job → Get.',
			};
		}
		return { ok: true, value: { state: 'next', call: findEndpoint(model, wish) } };
	},
};

const LIST = {
	method: 'GET',
	path: ['endpoints'],
	query: { type: 'dedicated', mine: true },
} as const;

function findEndpoint(model: string, wish: DeployWish): StepCall {
	return {
		...LIST,
		read(raw) {
			const list = listIn(raw);
			return list && (existing(list, model, wish) ?? another(model, wish));
		},
	};
}

function another(model: string, wish: DeployWish): DeployStep {
	return { state: 'next', call: findHardware(model, wish) };
}

/** How to go on with the endpoint that a model has already; null where it has none. */
function existing(list: readonly unknown[], model: string, wish: DeployWish): DeployStep | null {
	const own = list.filter((one) => isRecord(one) && one.model === model);
	const [best] = own
		.flatMap((one) => readEndpoint(one) ?? [])
		.filter(({ state }) => !BROKEN.test(state))
		.sort((a, b) => rankOf(a) - rankOf(b));
	// Another beside one that cannot be read would cost a second time.
	if (!best) return own.some((one) => readEndpoint(one) === null) ? unreadable(model) : null;
	// The list does not tell what it runs on.
	const { hardware: wanted } = wish;
	if (!DOWN.has(best.state)) return { state: 'next', call: look(best.id, { wanted }) };
	return wanted === undefined
		? { state: 'next', creates: true, call: start(best.id) }
		: { state: 'next', call: inspect(best.id, model, wish) };
}

/** One that does not run may be on hardware that costs more than what is wished: it is left alone then. */
function inspect(id: string, model: string, wish: DeployWish): StepCall {
	return {
		...lookAt(id),
		read(raw) {
			const endpoint = readEndpoint(raw);
			if (!endpoint) return null;
			if (endpoint.hardware !== wish.hardware) return another(model, wish);
			return { state: 'next', creates: true, call: start(id) };
		},
	};
}

function unreadable(model: string): DeployStep {
	return {
		state: 'failed',
		problem: `Together AI lists an endpoint of ${model} that cannot be read, so no second one was created`,
		advice: `Look at it at ${DASHBOARD}: ask it by its name, or delete it and deploy the model again.`,
	};
}

function findHardware(model: string, wish: DeployWish): StepCall {
	return {
		method: 'GET',
		path: ['hardware'],
		query: { model },
		read(raw) {
			const list = listIn(raw);
			if (!list) return null;
			const all = list.flatMap((one) => readHardware(one) ?? []);
			const free = all.filter(({ isFree }) => isFree).sort((a, b) => a.price - b.price);
			const names = free.map(({ id }) => id).join(', ');
			const wanted = wish.hardware ?? '';
			const chosen = wanted === '' ? free[0] : free.find(({ id }) => id === wanted);
			if (chosen) return creation(model, chosen, wish);
			const isKnown = all.some(({ id }) => id === wanted);
			return {
				state: 'failed',
				problem:
					wanted === ''
						? `Together AI has no hardware for ${model} now`
						: `The hardware '${wanted}' is ${isKnown ? 'not free now' : `none that ${model} runs on`}`,
				advice:
					names === ''
						? 'Try again later.'
						: `Set Hardware to one of these, or leave it: ${names}.`,
			};
		},
	};
}

function creation(model: string, hardware: Hardware, wish: DeployWish): DeployStep {
	return {
		state: 'next',
		creates: true,
		call: create(model, hardware, wish),
		search: {
			...LIST,
			read(raw) {
				const list = listIn(raw);
				// One that does not run was there before.
				const running = list?.filter((one) => !DOWN.has(readEndpoint(one)?.state ?? ''));
				return running ? { found: existing(running, model, wish) } : null;
			},
		},
	};
}

function create(model: string, { id, price }: Hardware, { name }: DeployWish): StepCall {
	return {
		method: 'POST',
		path: ['endpoints'],
		body: {
			model,
			hardware: id,
			autoscaling: { min_replicas: 1, max_replicas: 1 },
			...(name && { display_name: name }),
		},
		read: (raw) => stepOf(raw, { price }),
	};
}

function start(id: string): StepCall {
	return {
		method: 'PATCH',
		path: ['endpoints', id],
		body: { state: 'STARTED' },
		// It may still be shown as it was: one that was stopping has to stop first.
		read: (raw) => stepOf(raw, {}, true),
	};
}

function lookAt(id: string): Pick<StepCall, 'method' | 'path'> {
	return { method: 'GET', path: ['endpoints', id] };
}

function look(id: string, terms: Terms, isStarting = false): StepCall {
	return { ...lookAt(id), read: (raw) => stepOf(raw, terms, isStarting) };
}

function stepOf(raw: unknown, terms: Terms, isStarting = false): DeployStep | null {
	const endpoint = readEndpoint(raw);
	if (!endpoint) return null;
	const { id, name, state } = endpoint;
	const deployment: Deployment = { model: name, id, note: noteOf(endpoint, terms) };
	if (state === 'STARTED') return { state: 'ready', deployment };
	if (BROKEN.test(state) || (DOWN.has(state) && !isStarting)) {
		return {
			state: 'failed',
			problem: `Endpoint ${id} does not start: its state is ${state}`,
			advice: `Look at it at ${DASHBOARD}, and deploy the model again.`,
		};
	}
	return { state: 'pending', deployment, call: look(id, terms, DOWN.has(state)) };
}
