import type { Page } from 'playwright-core';

/** What a person's hands have done on a page. */
export interface HandsWork {
	/** Presses of the mouse; a double click is two. */
	clicks: number;
	/** Presses that ended elsewhere, such as a field carried into another. */
	drags: number;
	pastes: number;
}

/** Further than a hand trembles, in pixels. */
const DRAG = 10;

/**
 * Counts in the page itself, which feels every press, however a script makes it. Counting begins with the next page
 * that is opened.
 * @returns what was counted until then
 */
export async function countHands(page: Page): Promise<() => Promise<HandsWork>> {
	await page.addInitScript(`
		const read = () =>
			JSON.parse(sessionStorage.getItem('hands')) ?? { clicks: 0, drags: 0, pastes: 0 };
		const count = (what) => {
			const counted = read();
			counted[what] += 1;
			sessionStorage.setItem('hands', JSON.stringify(counted));
		};
		let start;
		addEventListener('pointerdown', (event) => (start = event), true);
		addEventListener('pointerup', ({ x, y }) => {
			count(start && Math.hypot(x - start.x, y - start.y) > ${DRAG} ? 'drags' : 'clicks');
		}, true);
		addEventListener('pointercancel', () => count('drags'), true);
		addEventListener('paste', () => count('pastes'), true);
	`);
	return async () =>
		JSON.parse(await page.evaluate<string>(`sessionStorage.getItem('hands') ?? '{}'`)) as HandsWork;
}
