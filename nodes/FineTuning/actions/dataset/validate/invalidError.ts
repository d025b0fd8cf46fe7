import { NodeOperationError } from 'n8n-workflow';

import type { CheckedFile } from '../../../dataset/checkedFile';
import { counted, linesInWords } from '../../../dataset/words';
import type { ItemRun } from '../../operation';

/** Kinds of errors that the message names. */
const SHOWN = 3;

/** What stops the workflow: each kind of error once, the commonest first, with its first lines. */
export function invalidError(
	run: ItemRun,
	{ findings }: CheckedFile,
	name: string,
): NodeOperationError {
	const groups = findings.errorGroups();
	const told = groups.slice(0, SHOWN).map(({ message, lines, count }) => {
		const where = linesInWords(lines, count);
		const same = count > 1 ? `${counted(count, 'time')}: ` : '';
		return `${same}${message}${where === '' ? '' : ` (${where})`}.`;
	});
	const more = groups.length - SHOWN;
	if (more > 0) told.push(`And ${counted(more, 'other kind')} of errors.`);
	return new NodeOperationError(
		run.context.getNode(),
		`'${name}' cannot be trained on. ${told.join(' ')}`,
		{
			description:
				"Correct the file, or the node that makes it. To see all findings, set 'If Invalid' to Report It; to go on without the bad lines, turn on 'Drop Invalid Lines'.",
			itemIndex: run.itemIndex,
		},
	);
}
