/** Whether a text is what programs write in the place of a value that they do not have. */
export function isNoValue(text: string): boolean {
	return text.length < 30 && /^\s*(NaN|nan|undefined|\[object Object\])\s*$/.test(text);
}
