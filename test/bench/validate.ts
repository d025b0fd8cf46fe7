import { Checker } from '../../nodes/FineTuning/dataset/checker';
import { modelFacts } from '../../nodes/FineTuning/dataset/models';
import { PROVIDER_RULES } from '../../nodes/FineTuning/dataset/providerRules';
import { loadTokenizer, type TokenCounter } from '../../nodes/FineTuning/dataset/tokenizer';
import { fileRow } from './datasetFile';
import { median, timed, type Row } from './measure';
import { trainingLines } from './trainingFile';

const MB = 1 << 20;
const SPEED_MB = 64;
const TOKENS_MB = 16;
const ROUNDS = 9;
const CHUNK_BYTES = 64 * 1024;
const MEMORY_MB = [8, 64, 512];

/** How fast a training file is validated, beside the least that any check must do; and in what memory. */
export async function benchValidate(): Promise<Row[]> {
	const rows = await speedRows();
	for (const megabytes of MEMORY_MB) rows.push(await fileRow('validate', megabytes, trainingLines));
	return rows;
}

async function speedRows(): Promise<Row[]> {
	const count = await loadTokenizer('o200k_base');
	const large = contentOf(SPEED_MB);
	const small = contentOf(TOKENS_MB);
	const texts = textsIn(small);
	const countAll = () => {
		for (const text of texts) count(text);
	};
	return [
		...(await compare(SPEED_MB, {
			'JSON.parse a line': () => parseLines(large),
			'validate, without tokens': () => check(large),
		})),
		...(await compare(TOKENS_MB, {
			'count the tokens of the texts': countAll,
			'validate, with tokens': () => check(small, count),
		})),
	];
}

const contentOf = (megabytes: number) => Buffer.from([...trainingLines(megabytes * MB)].join(''));

/** In turns, as the machine is not equally fast all the time; the first is what others are compared with. */
async function compare(megabytes: number, works: Record<string, () => void>): Promise<Row[]> {
	const seconds = Object.values(works).map((): number[] => []);
	for (let round = 0; round < ROUNDS; round += 1) {
		for (const [index, work] of Object.values(works).entries()) {
			seconds[index]?.push((await timed(async () => work())) / 1000);
		}
	}
	const [bare = []] = seconds;
	return Object.keys(works).map((what, index) => {
		const own = seconds[index] ?? [];
		return {
			what,
			'file MB': megabytes,
			'MB/s': median(own.map((one) => megabytes / one)),
			'% of bare speed': median(own.map((one, round) => (100 * (bare[round] ?? 0)) / one)),
		};
	});
}

function parseLines(bytes: Buffer): void {
	for (const line of bytes.toString().split('\n')) if (line) JSON.parse(line);
}

function check(bytes: Buffer, countTokens?: TokenCounter): void {
	const checker = new Checker({
		maxFindings: 100,
		model: modelFacts(''),
		rules: PROVIDER_RULES.custom,
		countTokens,
	});
	for (let from = 0; from < bytes.length; from += CHUNK_BYTES) {
		toEnd(checker.push(bytes.subarray(from, from + CHUNK_BYTES)));
	}
	if (toEnd(checker.finish()).findings.errors.count > 0) {
		throw new Error('The file should be valid');
	}
}

function toEnd<T>(work: Iterator<unknown, T>): T {
	for (;;) {
		const step = work.next();
		if (step.done) return step.value;
	}
}

function textsIn(bytes: Buffer): string[] {
	return bytes
		.toString()
		.trimEnd()
		.split('\n')
		.flatMap((line) => {
			const { messages } = JSON.parse(line) as { messages: Array<Record<string, string>> };
			return messages.flatMap((message) => Object.values(message));
		});
}
