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
