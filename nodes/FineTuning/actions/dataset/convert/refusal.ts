import { KINDS } from '../../../dataset/recognise/kinds';
import type { Recognised } from '../../../dataset/recognise/recognise';
import { unknownFormat } from '../../../dataset/recognise/unknownFormat';
import { quoted } from '../../../dataset/words';

const COLUMNS =
	"Rename two of them to 'question' and 'answer', or use Dataset → Build, which takes any fields";

/** Why nothing can be made of a file, and the way out; undefined when it can be converted. */
export function refusal({ container, kind, keys }: Recognised): string | undefined {
	if (container.type === 'foreign')
		return `This is ${container.file.name}. ${container.file.remedy}.`;
	if (kind !== null) {
		if (KINDS[kind].becomes !== null) return undefined;
		return `This is ${KINDS[kind].name}. Make examples of questions and their answers, e.g. with Dataset → Build.`;
	}
	if (container.type === 'table') {
		const { name, columns } = container.table;
		return `This is ${name} with the columns ${quoted(columns)}, and none is known as a question or an answer. ${COLUMNS}.`;
	}
	if (keys.length === 0)
		return 'It holds no rows that could be read. Check the node that makes it.';
	return `${unknownFormat(keys, 'Its rows have').message}. ${COLUMNS}.`;
}
