import fc from 'fast-check';

import { Converter, jsonRows } from '../../../../nodes/FineTuning/dataset/convert/converter';
import { KINDS } from '../../../../nodes/FineTuning/dataset/recognise/kinds';
import { recognise } from '../../../../nodes/FineTuning/dataset/recognise/recognise';
import { check, toEnd } from './check';

/** A text that says something. */
const text = fc.string({ unit: 'grapheme', minLength: 1, maxLength: 40 }).map((one) => `«a${one}»`);
const message = (role: string) => fc.record({ role: fc.constant(role), content: text });
const turn = (from: string) => fc.record({ from: fc.constant(from), value: text });

/** Rows of one format each, as others write them. */
const FORMATS = {
	chat: fc.record({ messages: fc.tuple(message('user'), message('assistant')) }),
	chatWithNoise: fc.record({
		id: fc.integer(),
		messages: fc.tuple(message('human'), message('gpt')),
	}),
	alpaca: fc.record({ instruction: text, input: fc.oneof(text, fc.constant('')), output: text }),
	shareGpt: fc.record({
		conversations: fc.tuple(turn('system'), turn('human'), turn('gpt'), turn('human'), turn('gpt')),
	}),
	pair: fc.record({ question: text, answer: text }),
	completion: fc.record({ prompt: text, completion: text }),
	labels: fc.record({ text, label: text }),
	comparison: fc.record({ prompt: text, chosen: text, rejected: text }),
	preference: fc.record({
		input: fc.record({ messages: fc.tuple(message('user')) }),
		preferred_output: fc.tuple(message('assistant')),
		non_preferred_output: fc.tuple(message('assistant')),
	}),
} satisfies Record<string, fc.Arbitrary<object>>;

/** All texts in a value, but for those that name things. */
function textsIn(value: unknown): string[] {
	if (typeof value === 'string') return value.startsWith('«') ? [value] : [];
	return value && typeof value === 'object' ? Object.values(value).flatMap(textsIn) : [];
}

const asLines = (rows: readonly object[]) => rows.map((row) => `${JSON.stringify(row)}\n`).join('');
const asList = (rows: readonly object[]) => JSON.stringify(rows);
const asPrettyList = (rows: readonly object[]) => JSON.stringify(rows, null, '\t');
const asValues = (rows: readonly object[]) =>
	rows.map((row) => JSON.stringify(row, null, 1)).join('');

function convert(content: string, chunk: number): { out: string; left: number } | null {
	const bytes = Buffer.from(content);
	const { container, kind } = recognise(bytes, true);
	if (kind === null || KINDS[kind].becomes === null) return null;
	if (container.type !== 'lines' && container.type !== 'values') return null;
	let out = '';
	const converter = new Converter({
		kind,
		systemPrompt: '',
		onExample: (line) => (out += `${line}\n`),
	});
	const rows = jsonRows(container.type);
	for (let from = 0; from < bytes.length; from += chunk) {
		for (const row of rows.push(bytes.subarray(from, from + chunk))) toEnd(converter.addJson(row));
	}
	for (const row of rows.end()) toEnd(converter.addJson(row));
	return { out, left: converter.rows - converter.examples };
}

describe.each(Object.entries(FORMATS))('rows of %s', (_, row) => {
	test.each([
		['lines', asLines],
		['a list', asList],
		['a list over many lines', asPrettyList],
		['one after the other', asValues],
	])('as %s become valid examples that keep every text', (_how, written) => {
		const rows = fc.array(row as fc.Arbitrary<object>, { minLength: 10, maxLength: 16 });
		fc.assert(
			fc.property(rows, fc.integer({ min: 1, max: 400 }), (all, chunk) => {
				const converted = convert(written(all), chunk);
				// Two answers that are by chance the same give nothing to prefer.
				const expected = all.filter((one) => {
					const { chosen, rejected, preferred_output, non_preferred_output } = one as Record<
						string,
						unknown
					>;
					return (
						(chosen === undefined || chosen !== rejected) &&
						(preferred_output === undefined ||
							JSON.stringify(preferred_output) !== JSON.stringify(non_preferred_output))
					);
				});
				expect(converted?.left).toBe(all.length - expected.length);
				const out = converted?.out ?? '';
				expect(check(out).findings.errors.first.filter(({ line }) => line !== null)).toEqual([]);
				const kept = out
					.trimEnd()
					.split('\n')
					.map((line) => JSON.stringify(textsIn(JSON.parse(line))));
				const joined = expected.map((one) => textsIn(one));
				for (const [at, texts] of joined.entries()) {
					for (const one of texts) expect(kept[at]).toContain(JSON.stringify(one).slice(1, -1));
				}
			}),
			{ numRuns: 25 },
		);
	});
});

describe('any mixture', () => {
	const junk = fc.oneof(
		fc.json(),
		fc.string(),
		fc.constantFrom('', '[', ']', '{', '}', '{"a":', '"', '\r', 'a,b,c', '\t', "{'messages': []}"),
		fc.string({ unit: 'binary' }),
		fc.integer({ min: 1, max: 3_000 }).map((depth) => '['.repeat(depth)),
		fc
			.integer({ min: 90, max: 3_000 })
			.map((depth) => `${'{"a":'.repeat(depth)}1${'}'.repeat(depth)}`),
		fc
			.integer({ min: 90, max: 3_000 })
			.map((depth) => `{"messages": ${'['.repeat(depth)}${']'.repeat(depth)}}`),
	);
	const piece = fc.oneof(
		...Object.values(FORMATS).map((row) =>
			(row as fc.Arbitrary<object>).map((one) => JSON.stringify(one)),
		),
		junk,
	);

	test('never crashes, and never takes long', () => {
		fc.assert(
			fc.property(
				fc.array(piece, { maxLength: 30 }),
				fc.constantFrom('\n', '\r\n', ',', ''),
				fc.integer({ min: 1, max: 500 }),
				fc.constantFrom('utf8' as const, 'utf16le' as const, 'latin1' as const),
				(pieces, between, chunk, encoding) => {
					const content = Buffer.from(pieces.join(between), encoding);
					const start = performance.now();
					const { findings, lines, bytes } = check(content, { chunk });
					expect(bytes).toBe(content.length);
					expect(lines).toBeGreaterThanOrEqual(0);
					const said = [...findings.errors.first, ...findings.warnings.first];
					for (const { message } of said) expect(message.length).toBeLessThan(700);
					const converted = convert(content.toString(), chunk);
					if (converted && converted.out !== '') {
						const { errors } = check(converted.out).findings;
						expect(errors.first.filter(({ line }) => line !== null)).toEqual([]);
					}
					expect(performance.now() - start).toBeLessThan(1_000);
				},
			),
			{ numRuns: 800 },
		);
	});
});
