import type { IBinaryData } from 'n8n-workflow';

import type { CheckedFile, CheckerOptions } from '../../../dataset/checkedFile';
import { Checker } from '../../../dataset/checker';
import { fault } from '../../../dataset/findings';
import { SeenHashes } from '../../../dataset/seen';
import { LineList } from '../../../dataset/tally';
import { counted } from '../../../dataset/words';
import type { ItemRun } from '../../operation';
import { binaryChunks } from '../binaryChunks';
import type { Pace } from '../pace';

export interface ComparedFiles {
	checked: CheckedFile;
	/** The validation file, if there is one. What it shares with the other is among the other's findings. */
	validation?: { checked: CheckedFile; fileName: string | null };
}

/**
 * Checks the training file and, if there is one, the validation file; examples that stand in both, but for
 * case and blanks, are told once.
 */
export async function compareFiles(
	run: ItemRun,
	pace: Pace,
	options: CheckerOptions,
	files: {
		file: IBinaryData;
		validation?: IBinaryData;
		onLine?: CheckerOptions['onLine'];
	},
): Promise<ComparedFiles> {
	const { file, validation: other, onLine } = files;
	if (!other) return { checked: await checkFile(run, pace, file, { ...options, onLine }) };
	const taught = new SeenHashes();
	const checked = await checkFile(run, pace, file, {
		...options,
		onLine,
		onExample: (whole, line) => taught.add(whole, line),
	});
	const shared = new LineList();
	const validation = await checkFile(run, pace, other, {
		...options,
		// Providers ask for no number of them.
		fewestExamples: 1,
		onExample: (whole, line) => {
			if (taught.find(whole)) shared.add(line);
		},
	});
	if (shared.count > 0) {
		const verb = shared.count === 1 ? 'stands' : 'stand';
		checked.findings.add(
			fault(
				'in_both_files',
				`${counted(shared.count, 'example')} of the validation file ${shared.words} ${verb} in the training file, too, but perhaps for case and blanks: remove from one`,
			),
			null,
		);
	}
	return { checked, validation: { checked: validation, fileName: other.fileName ?? null } };
}

/** Checks one file, piece by piece, without holding up others. */
async function checkFile(
	{ context }: ItemRun,
	pace: Pace,
	file: IBinaryData,
	options: CheckerOptions,
): Promise<CheckedFile> {
	const checker = new Checker(options);
	for await (const chunk of binaryChunks(context, file)) {
		await pace.run(checker.push(chunk));
		await pace.step();
	}
	return await pace.run(checker.finish());
}
