/** Where something stands: a message by its number from 1, or in words that begin a sentence. */
export type Where = number | string;

export function whereInWords(where: Where): string {
	return typeof where === 'number' ? `Message ${where}` : where;
}
