import type { IBinaryData } from 'n8n-workflow';

import type { CheckedFile, CheckerOptions } from '../../../dataset/checkedFile';
import { Checker } from '../../../dataset/checker';
import type { ItemRun } from '../../operation';
import { binaryChunks } from '../binaryChunks';
import type { Pace } from '../pace';

/** Checks one file, piece by piece, without holding up others. */
export async function checkFile(
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
