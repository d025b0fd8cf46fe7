import { DATA_PARTS } from './dataDocs';
import { OPERATION_PARTS } from './operationDocs';
import { PROVIDER_PARTS } from './providerDocs';

/** Parts of a page by their names, each made from the code. */
export type Parts = Readonly<Record<string, () => string>>;

/** The pages with parts that are made from the code, from the root of the project. */
export const GENERATED: Readonly<Record<string, Parts>> = {
	'docs/training-data.md': DATA_PARTS,
	'docs/providers.md': PROVIDER_PARTS,
	'docs/operations.md': OPERATION_PARTS,
};

/**
 * The page with its parts made anew, each between two comments that name it.
 * @throws Error when a part's comments are missing
 */
export function withGenerated(page: string, parts: Parts): string {
	return Object.entries(parts).reduce((text, [name, make]) => {
		const [begin, end] = [`<!-- begin: ${name} -->`, `<!-- end: ${name} -->`];
		const from = text.indexOf(begin);
		const to = text.indexOf(end);
		if (from < 0 || to < from) throw new Error(`The page has no part "${name}"`);
		return `${text.slice(0, from + begin.length)}\n\n${make()}\n\n${text.slice(to)}`;
	}, page);
}
