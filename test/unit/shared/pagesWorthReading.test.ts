import fc from 'fast-check';

import { pagesWorthReading } from '../../../nodes/shared/pagesWorthReading';

test.each<[string, number[], number, number]>([
	['no job is missing', [], 100, 0],
	['one job is on the next page: one call either way', [995], 100, 0],
	['two jobs are on the next page', [995, 950], 100, 1],
	['two jobs are on the page after: two calls either way', [895, 850], 100, 0],
	['three jobs are on the page after', [895, 850, 870], 100, 2],
	['a crowd is near and one far away', [990, 980, 970, 0], 100, 1],
	['all are far away', [10, 5], 100, 0],
	['a page covers no time, with jobs of the same second', [1000, 1000], 0, 1],
	['jobs are newer than the last one read', [1005, 1004], 100, 1],
])('reading on is weighed when %s', (_, createdAt, secondsPerPage, pages) => {
	expect(pagesWorthReading(createdAt, 1000, secondsPerPage)).toBe(pages);
});

test('reading on never costs more calls than fetching one by one, and order does not count', () => {
	fc.assert(
		fc.property(
			fc.array(fc.nat({ max: 2000 })),
			fc.integer({ min: 0, max: 300 }),
			(createdAt, secondsPerPage) => {
				const pages = pagesWorthReading(createdAt, 1000, secondsPerPage);
				expect(pages).toBeLessThanOrEqual(Math.max(0, createdAt.length - 1));
				expect(pagesWorthReading([...createdAt].reverse(), 1000, secondsPerPage)).toBe(pages);
			},
		),
	);
});
