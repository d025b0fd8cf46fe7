/** A part of a list at the provider. */
export interface Page<T> {
	items: T[];
	/** Where the next part begins, to be stored and given back as it is; null at the list's end. */
	next: string | null;
	/** How many objects of the part were left out because they could not be read. */
	unsound: number;
}

/** Which part of a list is wanted. */
export interface PageQuery {
	/** A page's `next`; none: from the list's start. */
	cursor?: string;
	/** How many objects at most. */
	limit: number;
}
