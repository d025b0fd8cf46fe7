import type { WorkflowFile, WorkflowNode } from '../../scripts/lib/n8n-api';

export const OURS = 'n8n-nodes-fine-tuning.fineTuning';

/** What every node of a test's workflow has; ours get the credential. */
export function node(
	name: string,
	type: string,
	typeVersion: number,
	parameters: Record<string, unknown>,
	credentialId?: string,
): WorkflowNode {
	return {
		...{ id: name, typeVersion, position: [0, 0] },
		name,
		type,
		parameters,
		...(credentialId !== undefined && {
			credentials: { fineTuningApi: { id: credentialId, name: 'Fine-Tuning sandbox' } },
		}),
	};
}

/** A workflow in which each node hands its items to the next. */
export function chain(name: string, nodes: WorkflowNode[]): WorkflowFile {
	return {
		name,
		nodes,
		connections: Object.fromEntries(
			nodes
				.slice(1)
				.map((next, index) => [
					nodes[index]?.name,
					{ main: [[{ node: next.name, type: 'main', index: 0 }]] },
				]),
		),
	};
}
