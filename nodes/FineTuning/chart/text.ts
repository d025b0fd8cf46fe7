/** Widths of Inter's letters, in parts of the font size; generous, so that what is fitted does fit. */
const WIDTHS: ReadonlyArray<readonly [RegExp, number]> = [
	[/[ijlI.,:;'|! ]/, 0.3],
	[/[frt()[\]/-]/, 0.42],
	[/[mwMW@…]/, 0.95],
	[/[A-Z0-9_&#%]/, 0.72],
];

/** What the font has, and no control characters: anything else would be drawn as a box. */
const UNKNOWN = /[^ -~\u00A0-\u00FF…]/gu;

/** About how wide a text is, in parts of the font size. */
export function widthOf(text: string): number {
	return [...text].reduce((sum, letter) => sum + widthOfLetter(letter), 0);
}

function widthOfLetter(letter: string): number {
	return WIDTHS.find(([letters]) => letters.test(letter))?.[1] ?? 0.62;
}

/**
 * A text in letters that can be drawn, and not wider than it may be: of a longer one head and tail, as
 * names of models tell by their end whose they are.
 * @param most in parts of the font size
 */
export function fitted(text: string, most: number): string {
	const letters = [...text.replace(UNKNOWN, '?')];
	const shortened = (half: number) =>
		`${letters.slice(0, half).join('')}…${letters.slice(-half).join('')}`;
	if (widthOf(letters.join('')) <= most) return letters.join('');
	let half = 1;
	// It ends: head and tail that make up the whole text are wider than it.
	while (widthOf(shortened(half + 1)) <= most) half += 1;
	return shortened(half);
}
