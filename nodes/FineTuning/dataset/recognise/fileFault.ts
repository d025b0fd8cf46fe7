import { fault, type Fault } from '../findings';
import { unknownFormat } from '../keys';
import type { ProviderRules } from '../providerRules';
import { quoted, shortened } from '../words';
import { KINDS, type RowKind } from './kinds';
import type { Recognised } from './recognise';

const CONVERT = 'Convert it with Dataset → Convert';

/** What a file is when it is no JSONL that can be trained on, and the way out: one fault for all of it. */
export function fileFault(
	{ container, kind, keys, rowsIn, encoding }: Recognised,
	rules: ProviderRules,
): Fault | undefined {
	if (rowsIn !== null) return fault('not_jsonl', wrapperWords(rowsIn));
	switch (container.type) {
		case 'foreign':
			return fault('not_jsonl', `This is ${container.file.name}. ${container.file.remedy}`);
		case 'table': {
			const { name, columns } = container.table;
			const advice =
				kind !== null && KINDS[kind].becomes !== null
					? CONVERT
					: "Rename its columns, e.g. to 'question' and 'answer', then convert it with Dataset → Convert";
			return fault('not_jsonl', `This is ${name} with the columns ${quoted(columns)}. ${advice}`);
		}
		case 'values': {
			const what = kind === null ? holding(keys) : ` of ${KINDS[kind].name}`;
			return container.list
				? fault('json_array', `The file is one JSON array${what}, not JSONL. ${wayOut(kind, keys)}`)
				: fault(
						'multiline_json',
						`The file spreads its JSON${what} over several lines, and each example must stand on one. ${wayOut(kind, keys)}`,
					);
		}
		case 'lines':
			if (encoding === 'utf-16le' || encoding === 'utf-16be') {
				return fault(
					'utf16',
					`The file is UTF-16. Save it as UTF-8, or convert it with Dataset → Convert`,
				);
			}
			if (kind !== null) return rules.takes.has(kind) ? undefined : foreignRows(kind, rules);
			return keys.length > 0 ? unknownFormat(keys, 'Most examples have') : undefined;
	}
}

/** The file is one object, with its rows in a list under this key. */
export function wrapperWords(key: string): string {
	return `The file is one object, and its rows stand in the list '${shortened(key, 30)}'. Take that list out, e.g. with n8n's Extract From File and Split Out nodes, and use Dataset → Build (Example Source: Whole Item)`;
}

function foreignRows(kind: RowKind, rules: ProviderRules): Fault {
	const { name, becomes } = KINDS[kind];
	if (kind === 'chat' || kind === 'preference' || kind === 'reinforcement') {
		return fault(
			'foreign_format',
			`This is ${name}, which ${rules.name} does not train on. Choose another method or provider`,
		);
	}
	const looks = becomes === null ? 'This is' : 'This looks like';
	const advice = kind === 'text' ? TEXT : wayOut(kind);
	return fault('foreign_format', `${looks} ${name}. ${advice}`);
}

const TEXT =
	'Without questions and answers only Nebius, Together, LocalAI and Unsloth train on it; what is written as a dialogue can be converted with Dataset → Convert';

/** What to do about rows that are nothing known. */
const RENAME_KEYS =
	"Rename two of its keys to 'question' and 'answer', or use Dataset → Build, which takes any fields";
const WRITE_OBJECTS = 'Write each row as an object, {"question": "…", "answer": "…"}';

function wayOut(kind: RowKind | null, keys: readonly string[] = []): string {
	if (kind === null) return keys.length > 0 ? RENAME_KEYS : WRITE_OBJECTS;
	return KINDS[kind].becomes === null
		? 'Make examples of questions and their answers, e.g. with Dataset → Build'
		: CONVERT;
}

function holding(keys: readonly string[]): string {
	return keys.length > 0 ? ` (with the keys ${quoted(keys)})` : '';
}
