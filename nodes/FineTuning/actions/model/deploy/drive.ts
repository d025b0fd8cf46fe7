import { NodeApiError, NodeOperationError, type JsonObject } from 'n8n-workflow';

import type { Deployment } from '../../../../shared/domain/deployment';
import { cancelled, waitUntil } from '../../../../shared/execution';
import type { DeployStep } from '../../../../shared/providers/protocol';
import { humanDuration } from '../../../../shared/time';
import { DEPLOY_FIRST_PAUSE_MS, DEPLOY_LONGEST_PAUSE_MS } from '../../../../shared/timing';
import { inTurn } from '../../inTurn';
import { kindOf } from '../../job/wait/pollJobs';
import type { ItemRun } from '../../operation';
import type { DeployOptions } from './options';

export interface Deployed {
	deployment: Deployment;
	/** Whether it answers; false for one that was not waited for. */
	ready: boolean;
}

/**
 * Takes a deployment to its end: the provider's steps one after the other, then a question to the model, since
 * many a server says that it is ready before it is.
 * @param name tells what is deployed
 * @throws NodeOperationError, NodeApiError; names the deployment, which may cost, if there is one
 */
export async function drive(
	run: ItemRun,
	name: string,
	first: DeployStep,
	{ waitUntilReady, maxMinutes }: DeployOptions,
): Promise<Deployed> {
	const deadline = performance.now() + maxMinutes * 60_000;
	const pause = pauses(run, deadline);
	let step = first;
	let known: Deployment | undefined;
	let odd = 0;
	while (step.state === 'next' || step.state === 'pending') {
		if (step.state === 'pending' && (known || !step.begins)) {
			known = step.deployment;
			if (!waitUntilReady) return { deployment: known, ready: false };
			if (!(await pause())) throw notReady(run, known, maxMinutes);
		}
		try {
			step = await (step.state === 'next' ? begun(run, name, step) : run.api.models.deploy(step));
			odd = 0;
		} catch (error) {
			odd += kindOf(error) === 'odd' ? 1 : 0;
			if (!goesOn(step, error, odd)) throw withName(run, error, known);
			known = step.deployment;
		}
	}
	if (step.state === 'failed') {
		throw new NodeOperationError(run.context.getNode(), step.problem, { description: step.advice });
	}
	const { deployment } = step;
	if (first.state === 'ready') return { deployment, ready: true };
	for (;;) {
		const refusal = await refusalOf(run, deployment);
		if (refusal === null) return { deployment, ready: true };
		if (!waitUntilReady) return { deployment, ready: false };
		if (!(await pause())) throw notReady(run, deployment, maxMinutes, refusal);
	}
}

type Next = Extract<DeployStep, { state: 'next' }>;

/** From the search for what is deployed already to the creation of what is not, by one execution at a time. */
async function begun({ api, context }: ItemRun, name: string, first: Next): Promise<DeployStep> {
	return await inTurn(context, JSON.stringify([api.account, name]), async () => {
		let step: DeployStep = first;
		while (step.state === 'next') step = await api.models.deploy(step);
		return step;
	});
}

/** As many odd answers are more than a list that lags behind or a page for the time of maintenance. */
const MOST_ODD = 3;

/**
 * Whether what was begun goes on although a call failed: a check is made again when it fails in a way that passes,
 * a call that begins it only when its answer did not come.
 * @param odd how many checks in a row were answered with what makes no sense, or as if there were no deployment
 */
function goesOn(
	step: DeployStep,
	error: unknown,
	odd: number,
): step is Extract<DeployStep, { state: 'pending' }> {
	if (step.state !== 'pending') return false;
	const unanswered = error instanceof NodeApiError && error.httpCode === null;
	if (step.begins) return unanswered;
	const kind = kindOf(error);
	if (kind === 'odd') return step.call.method === 'GET' && odd < MOST_ODD;
	return kind === 'passing';
}

/** Growing pauses; gives false when the time is up or the execution is cancelled. */
function pauses({ context }: ItemRun, deadline: number): () => Promise<boolean> {
	let length = DEPLOY_FIRST_PAUSE_MS;
	return async () => {
		const next = Math.min(performance.now() + length, deadline);
		length = Math.min(length * 1.5, DEPLOY_LONGEST_PAUSE_MS);
		await waitUntil(context, () => next);
		return !cancelled(context) && performance.now() < deadline;
	};
}

/** Statuses of servers that have not loaded the model yet. */
const NOT_LOADED: ReadonlyArray<string | null> = ['404', '409', '429'];

/**
 * Why the model does not answer yet; null for one that does.
 * @throws NodeApiError when the model refuses for good
 */
async function refusalOf(run: ItemRun, deployment: Deployment): Promise<string | null> {
	if (!run.api.provider.chat) return null;
	try {
		const { model } = deployment;
		await run.api.models.chat({ model, messages: [{ role: 'user', content: 'Hello' }] });
		return null;
	} catch (error) {
		const waits = error instanceof NodeApiError && NOT_LOADED.includes(error.httpCode);
		if (waits || kindOf(error) === 'passing') return wordsOf(error);
		throw withName(run, error, deployment);
	}
}

/** What an error says, and what the server said. */
function wordsOf(error: unknown): string {
	const { message, description } = error as { message?: string; description?: string | null };
	const [said = ''] = /The API says: .*$/s.exec(description ?? '') ?? [];
	return [`${message ?? String(error)}.`, said].filter(Boolean).join(' ');
}

function notReady(
	{ context, api }: ItemRun,
	{ model, id }: Deployment,
	maxMinutes: number,
	refusal?: string,
) {
	const stopped = cancelled(context);
	return new NodeOperationError(
		context.getNode(),
		stopped
			? `Stopped waiting for model ${model}${id ? ` (${id})` : ''}`
			: `Model ${model}${id ? ` (${id})` : ''} does not answer after ${humanDuration(maxMinutes * 60)}`,
		{
			description: `Its deployment goes on at ${api.provider.displayName}, and may cost. Look at it there; raise 'Max Wait' if it only needs longer.${refusal === undefined ? '' : ` The last answer: ${refusal}`}`,
		},
	);
}

/** A deployment that was begun must not be lost with the error of a later step. */
function withName({ context }: ItemRun, error: unknown, known: Deployment | undefined) {
	const failed = new NodeApiError(context.getNode(), error as JsonObject);
	const name = known && (known.id ?? known.model);
	if (name && !failed.message.includes(name)) failed.message += `. Deployed so far: ${name}`;
	return failed;
}
