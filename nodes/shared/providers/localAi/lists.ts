import type { Page } from '../../domain/page';
import type { Exchange } from '../../http';

/** What a reader of a list gives: how its answer is read, and when it is none. */
type ListReading<T> = Required<Pick<Exchange<Page<T>>, 'read' | 'refusal'>>;

/**
 * LocalAI's lists come whole, whatever is asked for: they are cut here after the cursor, which is an object's ID. One
 * that is not in the list is refused, as by servers with pages.
 */
export function cutAfter<T extends { id: string }>(
	cursor: string | undefined,
	read: (answer: unknown) => Page<T> | null,
): ListReading<T> {
	const start = ({ items }: Page<T>) => items.findIndex(({ id }) => id === cursor) + 1;
	return {
		read(answer) {
			const page = read(answer);
			return page && { ...page, items: page.items.slice(start(page)) };
		},
		refusal(answer) {
			const page = cursor === undefined ? null : read(answer);
			return page && start(page) === 0 ? 400 : null;
		},
	};
}
