import type { INodeProperties, INodePropertyCollection, INodePropertyOptions } from 'n8n-workflow';

type Entry = INodePropertyOptions | INodeProperties | INodePropertyCollection;

/** A field, wherever it stands, with the names that lead to it: `additionalFields.metadata.values.key`. */
export interface FieldAt {
	path: string;
	field: INodeProperties;
}

export function isGroup(entry: Entry): entry is INodePropertyCollection {
	return 'values' in entry;
}

export function isField(entry: Entry): entry is INodeProperties {
	return 'type' in entry && 'displayName' in entry;
}

/** The choices of a list; none for a collection, whose entries are fields. */
export function choicesOf({ options = [] }: INodeProperties): INodePropertyOptions[] {
	return options.filter(
		(entry): entry is INodePropertyOptions => !isGroup(entry) && !isField(entry),
	);
}

/** All fields, those inside collections after the collection itself. */
export function fieldsIn(properties: readonly INodeProperties[], above = ''): FieldAt[] {
	return properties.flatMap((field) => {
		const path = `${above}${field.name}`;
		const inner = (field.options ?? []).flatMap((entry) => {
			if (isGroup(entry)) return fieldsIn(entry.values, `${path}.${entry.name}.`);
			return isField(entry) ? fieldsIn([entry], `${path}.`) : [];
		});
		return [{ path, field }, ...inner];
	});
}

/** An operation as the editor lists it. */
export interface OperationChoice {
	resource: string;
	operation: string;
	choice: INodePropertyOptions;
	/** The operation that the editor begins with. */
	default: INodeProperties['default'];
}

/** All operations of a node. */
export function operationsIn(properties: readonly INodeProperties[]): OperationChoice[] {
	return properties
		.filter(({ name }) => name === 'operation')
		.flatMap((field) =>
			choicesOf(field).map((choice) => ({
				resource: String(field.displayOptions?.show?.resource),
				operation: String(choice.value),
				choice,
				default: field.default,
			})),
		);
}

/** What the editor shows for one operation. */
export function fieldsFor(
	properties: readonly INodeProperties[],
	resource: string,
	operation: string,
): INodeProperties[] {
	return properties.filter(
		({ displayOptions }) =>
			displayOptions?.show?.resource?.includes(resource) &&
			displayOptions.show.operation?.includes(operation),
	);
}
