import { fault, type FindingCode } from './findings';
import type { Fingerprint } from './fingerprint';
import { sensitiveIn, type SensitiveKind } from './sensitive';
import { LineList, type Findings } from './tally';
import { counted, inQuotes } from './words';

/** From this many examples on, what most of them do is no chance. */
const FEWEST = 10;
const NEARLY_ALL = 0.9;
const SHORTEST_PREFIX = 5;
const LONGEST_KEPT = 100;
const MOST_KEPT = 5_000;

const SENSITIVE: ReadonlyArray<[kind: SensitiveKind, word: string, code: FindingCode]> = [
	['email', 'e-mail addresses', 'personal_data'],
	['phone', 'phone numbers', 'personal_data'],
	['card', 'card numbers', 'personal_data'],
	['key', 'API keys or private keys', 'secrets'],
];

/** The answer that comes most often. */
export interface CommonestAnswer {
	/** Its text; of a long one the beginning and the end. */
	answer: string;
	/** Of all answers, from 0 to 1. */
	share: number;
	/** How many different answers there are, as far as they were kept. */
	different: number;
}

/**
 * Follows what makes a bad model though every example is sound. Tells each kind once, with its lines. Of
 * what it finds to be personal or secret it keeps the lines only.
 */
export class Teaching {
	private examples = 0;
	private readonly contradictions = new LineList();
	private readonly hollow = new LineList();
	private readonly noSystem = new LineList();
	private readonly noUser = new LineList();
	private readonly sensitive: Record<SensitiveKind, LineList> = {
		email: new LineList(),
		phone: new LineList(),
		card: new LineList(),
		key: new LineList(),
	};
	private readonly systems = new Set<string>();
	private lastSystem: string | null = null;
	private readonly answers = new Map<string, number>();
	private answered = 0;
	private prefix: string | null = null;

	/** What the raw text of a line gives away. */
	line(text: string, line: number): void {
		for (const kind of sensitiveIn(text)) this.sensitive[kind].add(line);
	}

	missing(code: 'system_missing' | 'user_missing', line: number): void {
		(code === 'system_missing' ? this.noSystem : this.noUser).add(line);
	}

	contradicts(line: number): void {
		this.contradictions.add(line);
	}

	example({ answer, system }: Fingerprint, line: number): void {
		this.examples += 1;
		if (system !== null && system !== this.lastSystem) {
			this.lastSystem = system;
			if (this.systems.size < MOST_KEPT) this.systems.add(keyOf(system));
		}
		if (answer === null) return;
		this.answered += 1;
		if (isHollow(answer)) this.hollow.add(line);
		const key = keyOf(answer);
		const times = this.answers.get(key);
		if (times !== undefined || this.answers.size < MOST_KEPT) {
			this.answers.set(key, (times ?? 0) + 1);
		}
		if (this.prefix !== '') this.prefix = commonStart(this.prefix, answer);
	}

	/** The commonest answer and its share, from 0 to 1; null when there are too few to tell. */
	commonest(): CommonestAnswer | null {
		if (this.answered < FEWEST) return null;
		let [answer, most] = ['', 0];
		for (const [one, times] of this.answers) if (times > most) [answer, most] = [one, times];
		return { answer: readable(answer), share: most / this.answered, different: this.answers.size };
	}

	/** After the last line. */
	finish(findings: Findings): void {
		const tell = (
			code: FindingCode,
			message: string,
			{ firstLine }: { firstLine: number | null },
		) => findings.add(fault(code, message), firstLine);
		const whole = { firstLine: null };
		this.tellMissing(tell);
		if (this.contradictions.count > 0) {
			tell(
				'contradiction',
				`${counted(this.contradictions.count, 'example')} ${this.contradictions.count === 1 ? 'answers' : 'answer'} a question otherwise than an earlier one does ${this.contradictions.words}: keep the right answer`,
				this.contradictions,
			);
		}
		if (this.hollow.count > 0) {
			tell(
				'hollow_answers',
				`${counted(this.hollow.count, 'answer')} ${this.hollow.count === 1 ? 'says' : 'say'} next to nothing ${this.hollow.words}: write the answer, or remove the example`,
				this.hollow,
			);
		}
		const commonest = this.commonest();
		if (commonest && commonest.share >= NEARLY_ALL) {
			tell(
				'one_answer',
				`${Math.floor(commonest.share * 100)}% of the answers are ${inQuotes(commonest.answer, 40, '"')}, so the model will hardly learn another: add examples with other answers`,
				whole,
			);
		} else this.tellPrefix(tell);
		if (this.systems.size > 1 && this.examples >= 2) {
			const many =
				this.systems.size < MOST_KEPT
					? counted(this.systems.size, 'different system message')
					: 'thousands of system messages';
			tell(
				'several_system_prompts',
				`The file has ${many}: use the same one throughout, unless the model shall tell them apart`,
				whole,
			);
		}
		this.tellSensitive(tell);
	}

	private tellMissing(tell: Teller): void {
		const { noSystem, noUser, examples } = this;
		const share = (lines: LineList) =>
			lines.count >= examples
				? 'No example has'
				: `${counted(lines.count, 'example')} ${lines.count === 1 ? 'has' : 'have'} no`;
		if (noSystem.count > 0) {
			const all = noSystem.count >= examples;
			tell(
				'system_missing',
				`${share(noSystem)}${all ? ' a' : ''} system message${all ? '' : ` ${noSystem.words}`}: use the one that you will use with the model`,
				noSystem,
			);
		}
		if (noUser.count > 0) {
			const all = noUser.count >= examples;
			tell(
				'user_missing',
				`${share(noUser)}${all ? ' a' : ''} user message${all ? '' : ` ${noUser.words}`}: check whether that is intended`,
				noUser,
			);
		}
	}

	private tellPrefix(tell: Teller): void {
		const prefix = this.prefix?.trim() ?? '';
		// What is JSON or markup begins alike for good reasons.
		if (this.answered < FEWEST || prefix.length < SHORTEST_PREFIX || /^[[{<`]/.test(prefix)) return;
		tell(
			'common_prefix',
			`All answers begin with ${inQuotes(prefix, 40, '"')}: leave it out, it need not be learned`,
			{ firstLine: null },
		);
	}

	private tellSensitive(tell: Teller): void {
		for (const [kind, word, code] of SENSITIVE) {
			const lines = this.sensitive[kind];
			if (lines.count === 0) continue;
			const advice =
				code === 'secrets'
					? 'remove them, and renew the keys'
					: 'replace them by made-up ones, or a model may repeat them';
			tell(
				code,
				`${counted(lines.count, 'line')} ${lines.count === 1 ? 'contains' : 'contain'} what looks like ${word} ${lines.words}: ${advice}`,
				lines,
			);
		}
	}
}

type Teller = (code: FindingCode, message: string, at: { firstLine: number | null }) => void;

/** A short text itself; of a long one what tells it apart, as the text itself would fill the memory. */
function keyOf(text: string): string {
	if (text.length <= LONGEST_KEPT) return text;
	return `${text.slice(0, 60)} … ${text.slice(-30)} (${text.length} characters)`;
}

/** A key to be shown: where a long text was cut, half a number or key may stand, which nobody would know as one. */
function readable(key: string): string {
	const [, begin, end] = /^(.{60}) … (.{30}) \(\d+ characters\)$/s.exec(key) ?? [];
	if (begin === undefined || end === undefined) return key;
	return `${begin.replace(/[\d .()+-]*\S*$/, '')} … ${end.replace(/^\S*[\d .()+-]*/, '')}`;
}

const PLACEHOLDERS: ReadonlySet<string> = new Set('n/a na nan null undefined tbd todo'.split(' '));
const LONGEST_HOLLOW = 12;

/** Without a letter, digit or picture, or a word that stands for nothing. An empty one is told as that. */
function isHollow(answer: string): boolean {
	if (answer.length > LONGEST_HOLLOW) return false;
	const text = answer.trim().toLowerCase();
	if (text === '') return false;
	return PLACEHOLDERS.has(text) || !/[\p{L}\p{N}\p{Extended_Pictographic}]/u.test(text);
}

function commonStart(before: string | null, text: string): string {
	if (before === null) return text.slice(0, LONGEST_KEPT);
	let end = 0;
	while (end < before.length && before.charCodeAt(end) === text.charCodeAt(end)) end += 1;
	return before.slice(0, end);
}
