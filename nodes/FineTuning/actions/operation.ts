import type {
	IDataObject,
	IExecuteFunctions,
	INodeExecutionData,
	INodeProperties,
} from 'n8n-workflow';

import type { Connection } from '../../shared/transport/request';

/** What an operation gets for each input item. */
export interface ItemRun {
	context: IExecuteFunctions;
	connection: Connection;
	itemIndex: number;
	/** What this item has put at the provider so far, e.g. `file file-1`: named if the item fails. */
	leftBehind: string[];
}

/** What an operation gets that takes all input items together. */
export interface BatchRun {
	context: IExecuteFunctions;
	connection: Connection;
	/** One for each input item, in order. */
	items: ItemRun[];
}

/** What the editor shows of an operation, and how it is run. */
interface OperationBase {
	value: string;
	name: string;
	/** The sentence of the nodes panel, e.g. `Cancel job`. */
	action: string;
	description: string;
	/** Without `displayOptions` for resource and operation: those are added from where it is listed. */
	fields: INodeProperties[];
	/**
	 * Present on operations that leave something behind that may cost money: run one item after the
	 * other, and told in the error when a later item fails.
	 */
	creates?: 'job' | 'file';
	/**
	 * Needs no provider and no credential: run one item after the other, as nothing is waited for. Its
	 * runs have no connection.
	 */
	offline?: true;
	/** The item's binary data goes on with each of its output items. */
	keepsBinary?: true;
}

/** An operation that takes the input items one by one. */
export interface ItemOperation extends OperationBase {
	/** @returns the JSON of the item's output items, none or several for lists */
	execute(run: ItemRun): Promise<IDataObject[]>;
	executeAll?: undefined;
}

/** An operation that takes all input items together. */
export interface BatchOperation extends OperationBase {
	execute?: undefined;
	/**
	 * Under Continue On Fail it reports single items' failures itself; what it throws stands for all.
	 * @returns the output items, each paired with the items it comes from
	 */
	executeAll(batch: BatchRun): Promise<INodeExecutionData[]>;
}

export type Operation = ItemOperation | BatchOperation;

/** A resource and its operations; the node's description and the router read this same list. */
export interface Resource {
	value: string;
	name: string;
	/** The first is the one the editor begins with; the list is shown by name. */
	operations: readonly Operation[];
}
