import type { Page } from '../../domain/page';
import type { Exchange } from '../../http';
import { isRecord } from '../../text';
import { readId, type Reader } from '../openAiProtocol/readers';

/** What a reader of a list gives: how its answer is read, and when it is none. */
type ListReading<T> = Required<Pick<Exchange<Page<T>>, 'read' | 'refusal'>>;

/**
 * Together's lists come whole, in an order that nobody promises: they are put in order here, newest first, and cut
 * after the cursor, which is an object's ID. One that is not in the list is refused, as by servers with pages.
 * @param age by what the newest is told, which has most of it; all alike keep the list's own order
 * @param known what makes an answer one of the API's: one object at least is as it should be
 */
export function wholeList<T extends { id: string }>(
	read: Reader<T>,
	cursor: string | undefined,
	age: (item: T) => number | null,
	known: (raw: unknown) => boolean = (raw) => readId(raw) !== null,
): ListReading<T> {
	return {
		read(raw, now) {
			const list = listIn(raw);
			if (!list || (list.length > 0 && !list.some(known))) return null;
			const items = newestFirst(
				list.flatMap((one) => read(one, now) ?? []),
				age,
			);
			const start = items.findIndex(({ id }) => id === cursor) + 1;
			return { items: items.slice(start), next: null, unsound: list.length - items.length };
		},
		refusal(raw) {
			const list = listIn(raw);
			if (cursor === undefined || !list) return null;
			return list.some((one) => read(one, 0)?.id === cursor) ? null : 400;
		},
	};
}

/** `{data: […]}` */
export function listIn(raw: unknown): readonly unknown[] | null {
	return isRecord(raw) && Array.isArray(raw.data) ? raw.data : null;
}

/** When it was made, where an object tells no better. */
export function byTime({ createdAt }: { createdAt: number | null }): number | null {
	return createdAt;
}

/** What was made at one moment stays in the order of the list, whichever way that goes. */
function newestFirst<T extends object>(items: readonly T[], age: (item: T) => number | null): T[] {
	const ageOf = (item: T | undefined) => (item && age(item)) ?? 0;
	const rises = ageOf(items[0]) < ageOf(items.at(-1));
	const ordered = rises ? [...items].reverse() : [...items];
	return ordered.sort((a, b) => ageOf(b) - ageOf(a));
}
