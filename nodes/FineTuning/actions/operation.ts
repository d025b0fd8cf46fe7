import type { IExecuteFunctions, INodeExecutionData, INodeProperties } from 'n8n-workflow';

import type { Api } from '../../shared/api';
import type { Creation } from '../../shared/http';

/** What an operation gets for each input item. */
export interface ItemRun {
	context: IExecuteFunctions;
	api: Api;
	itemIndex: number;
	/** What this item has put at the provider so far, e.g. `file file-1`: named if the item fails. */
	leftBehind: string[];
}

/** An output item; the router pairs it with the input item that it is of. */
export type OutputItem = Pick<INodeExecutionData, 'json' | 'binary'>;

/**
 * One operation: what the editor shows for it, and what it does: for each item by itself, or for all items
 * together.
 */
export interface Operation {
	value: string;
	name: string;
	/** The sentence of the nodes panel, e.g. `Cancel job`. */
	action: string;
	description: string;
	/** Without `displayOptions` for resource and operation: those are added from where it is listed. */
	fields: INodeProperties[];
	/**
	 * Present on operations that leave something behind that may cost money: run one item after the
	 * other, and named in the error when a later item fails.
	 */
	creates?: Creation;
	/** What has to be known before it runs, shown where its output will be. */
	hint?: string;
	/** Costs money at the provider, which an AI agent is told. */
	costs?: true;
	/**
	 * Needs no provider and no credential: run one item after the other, as nothing is waited for. Its
	 * runs have no API.
	 */
	offline?: true;
	/** Holds a whole file of each item, or asks much for it: few items run at once. */
	large?: true;
	/** The item's binary data goes on with each of its output items. */
	keepsBinary?: true;
	/** @returns the item's output items: none or several for lists */
	execute?(run: ItemRun): Promise<OutputItem[]>;
	/**
	 * @param runs one for each input item, in order, at least one
	 * @returns all output items, each with its `pairedItem`; `failedItem` gives those of failed ones
	 */
	executeAll?(runs: ItemRun[]): Promise<INodeExecutionData[]>;
}

/** A resource and its operations; the node's description and the router read this same list. */
export interface Resource {
	value: string;
	name: string;
	/** As the editor lists them: it begins with the first. */
	operations: readonly Operation[];
}
