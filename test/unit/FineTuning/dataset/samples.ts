/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { gzipSync } from 'node:zlib';

/** A file as people bring it, what Validate says of it, and what Convert makes of it. */
export interface Sample {
	name: string;
	fileName: string;
	content: Buffer;
	/** The code of Validate's one finding about the file, and words of it. */
	code: string;
	says: RegExp;
	/** The format and number of the examples, or words of the refusal. */
	becomes: ['chat' | 'preference', number] | RegExp;
	/** A text that must be in the converted file. */
	keeps?: string;
}

const TOWNS = 'Lyon,Porto,Ghent,Turin,Graz,Bergen,Cork,Split,Lund,Bath,Delft,Siena'.split(',');
const rowsOf = (row: (town: string, index: number) => unknown) => TOWNS.map(row);
const lines = (row: (town: string, index: number) => unknown) =>
	Buffer.from(
		rowsOf(row)
			.map((one) => `${JSON.stringify(one)}\n`)
			.join(''),
	);
const list = (row: (town: string, index: number) => unknown, indent?: number) =>
	Buffer.from(JSON.stringify(rowsOf(row), null, indent));
const COUNTRY = (index: number) =>
	`It lies in country ${index}, "by the way", and the sea is near.`;

const alpaca = (town: string, index: number) => ({
	instruction: 'Say where this town lies.',
	input: town,
	output: COUNTRY(index),
});
const shareGpt = (town: string, index: number) => ({
	id: `chat-${index}`,
	conversations: [
		{ from: 'system', value: 'You know towns.' },
		{ from: 'human', value: `Where is ${town}?` },
		{ from: 'gpt', value: COUNTRY(index) },
		{ from: 'human', value: 'Thank you.' },
		{ from: 'gpt', value: `You are welcome in ${town}.` },
	],
});
const chat = (town: string, index: number) => ({
	messages: [
		{ role: 'system', content: 'You know towns.' },
		{ role: 'user', content: `Where is ${town}?` },
		{ role: 'assistant', content: COUNTRY(index) },
	],
});
const quoted = (text: string) => `"${text.replaceAll('"', '""')}"`;
const table = (delimiter: string, newline = '\n') =>
	[
		['Question', 'Answer', 'Source'],
		...rowsOf((town, index) => [
			quoted(`Where is ${town}?\nPlease, in one line.`),
			quoted(COUNTRY(index)),
			'survey',
		]),
	]
		.map((fields) => (fields as string[]).join(delimiter) + newline)
		.join('');
const zipOf = (...names: string[]) =>
	Buffer.concat([Buffer.from([0x50, 0x4b, 3, 4]), Buffer.from(`....${names.join('....')}`)]);

export const SAMPLES: Sample[] = [
	{
		name: 'Alpaca lines',
		fileName: 'alpaca.jsonl',
		content: lines(alpaca),
		code: 'foreign_format',
		says: /^This looks like Alpaca data \(instruction, input, output\)\. Convert it with Dataset → Convert$/,
		becomes: ['chat', 12],
		keeps: 'Say where this town lies.\\n\\nGhent',
	},
	{
		name: 'an Alpaca array',
		fileName: 'alpaca.json',
		content: list(alpaca, 2),
		code: 'json_array',
		says: /JSON array of Alpaca data/,
		becomes: ['chat', 12],
		keeps: 'Bergen',
	},
	{
		name: 'ShareGPT lines',
		fileName: 'sharegpt.jsonl',
		content: lines(shareGpt),
		code: 'foreign_format',
		says: /looks like ShareGPT data \(conversations\)\. Convert/,
		becomes: ['chat', 12],
		keeps: 'You are welcome in Cork.',
	},
	{
		name: 'a ShareGPT array',
		fileName: 'sharegpt.json',
		content: list(shareGpt),
		code: 'json_array',
		says: /JSON array of ShareGPT data/,
		becomes: ['chat', 12],
		keeps: 'You are welcome in Cork.',
	},
	{
		name: 'ShareGPT with calls',
		fileName: 'calls.jsonl',
		content: lines((town, index) => ({
			conversations: [
				{ from: 'human', value: `Weather in ${town}?` },
				{ from: 'function_call', value: JSON.stringify({ name: 'weather', arguments: { town } }) },
				{ from: 'observation', value: `{"celsius": ${index}}` },
				{ from: 'gpt', value: `It has ${index} degrees in ${town}.` },
			],
			tools: JSON.stringify([{ name: 'weather', parameters: { type: 'object', properties: {} } }]),
		})),
		code: 'foreign_format',
		says: /ShareGPT/,
		becomes: ['chat', 12],
		keeps: '"tool_call_id":"call_1"',
	},
	{
		name: 'chosen and rejected',
		fileName: 'pairs.jsonl',
		content: lines((town, index) => ({
			prompt: `Where is ${town}?`,
			chosen: COUNTRY(index),
			rejected: 'I do not know.',
		})),
		code: 'foreign_format',
		says: /comparison data \(chosen and rejected\)\. Convert/,
		becomes: ['preference', 12],
		keeps: 'I do not know.',
	},
	{
		name: 'chosen and rejected as conversations',
		fileName: 'ultra.jsonl',
		content: lines((town, index) => {
			const question = { role: 'user', content: `Where is ${town}?` };
			return {
				chosen: [question, { role: 'assistant', content: COUNTRY(index) }],
				rejected: [question, { role: 'assistant', content: 'No idea.' }],
				score_chosen: 8,
			};
		}),
		code: 'foreign_format',
		says: /comparison/,
		becomes: ['preference', 12],
		keeps: 'No idea.',
	},
	{
		name: 'dialogues in one text',
		fileName: 'hh.jsonl',
		content: lines((town, index) => {
			const begin = `\n\nHuman: Where is ${town}?\n\nAssistant: `;
			return { chosen: begin + COUNTRY(index), rejected: `${begin}Ask somebody else.` };
		}),
		code: 'foreign_format',
		says: /comparison/,
		becomes: ['preference', 12],
		keeps: 'Ask somebody else.',
	},
	{
		name: 'question and answer',
		fileName: 'faq.jsonl',
		content: lines((town, index) => ({ question: `Where is ${town}?`, answer: COUNTRY(index) })),
		code: 'foreign_format',
		says: /question and answer data\. Convert/,
		becomes: ['chat', 12],
		keeps: 'Where is Lund?',
	},
	{
		name: 'prompt and completion',
		fileName: 'old.jsonl',
		content: lines((town, index) => ({
			prompt: `Where is ${town}?`,
			completion: ` ${COUNTRY(index)}`,
		})),
		code: 'foreign_format',
		says: /prompt and completion data, the old format\. Convert/,
		becomes: ['chat', 12],
		keeps: '"content":"It lies in country 3',
	},
	{
		name: 'texts',
		fileName: 'texts.jsonl',
		content: lines((town) => ({ text: `${town} is a town with a long history.` })),
		code: 'foreign_format',
		says: /plain text data \(text\)\. Without questions and answers only Nebius, Together/,
		becomes: /Left out because it is a text without question and answer/,
	},
	{
		name: 'texts that are dialogues',
		fileName: 'guanaco.jsonl',
		content: lines((town, index) => ({
			text: `### Human: Where is ${town}?### not a mark\n### Assistant: ${COUNTRY(index)}`,
		})),
		code: 'foreign_format',
		says: /plain text data/,
		becomes: ['chat', 12],
		keeps: '### not a mark',
	},
	{
		name: 'embedding requests',
		fileName: 'embeddings.jsonl',
		content: lines((town, index) => ({
			custom_id: `request-${index}`,
			method: 'POST',
			url: '/v1/embeddings',
			body: { model: 'text-embedding-3-small', input: town },
		})),
		code: 'foreign_format',
		says: /^This is a file of embedding requests, which hold no answers\. Make examples/,
		becomes: /embedding requests, which hold no answers/,
	},
	{
		name: 'batch requests',
		fileName: 'batch.jsonl',
		content: lines((town, index) => ({
			custom_id: `request-${index}`,
			method: 'POST',
			url: '/v1/chat/completions',
			body: { model: 'gpt-4.1-mini', messages: [{ role: 'user', content: town }] },
		})),
		code: 'foreign_format',
		says: /^This is a file of batch requests/,
		becomes: /batch requests, which hold no answers/,
	},
	{
		name: 'CSV',
		fileName: 'faq.csv',
		content: Buffer.from(table(',')),
		code: 'not_jsonl',
		says: /^This is a CSV file with the columns 'Question', 'Answer' and 'Source'\. Convert it/,
		becomes: ['chat', 12],
		keeps: 'Where is Bath?\\nPlease, in one line.',
	},
	{
		name: 'CSV as Excel writes it',
		fileName: 'faq.csv',
		content: Buffer.from(`\ufeff${table(';', '\r\n')}`),
		code: 'not_jsonl',
		says: /^This is a CSV file/,
		becomes: ['chat', 12],
		keeps: 'and the sea is near.',
	},
	{
		name: 'CSV in an old encoding',
		fileName: 'faq.csv',
		content: Buffer.from(table(',').replaceAll('near', 'à côté'), 'latin1'),
		code: 'not_jsonl',
		says: /^This is a CSV file/,
		becomes: ['chat', 12],
		keeps: 'à côté',
	},
	{
		name: 'TSV',
		fileName: 'faq.tsv',
		content: Buffer.from(table('\t')),
		code: 'not_jsonl',
		says: /^This is a TSV file/,
		becomes: ['chat', 12],
		keeps: 'Where is Bath?',
	},
	{
		name: 'CSV with columns that nobody knows',
		fileName: 'towns.csv',
		content: Buffer.from('town,inhabitants\nLyon,500000\nPorto,230000\n'),
		code: 'not_jsonl',
		says: /columns 'town' and 'inhabitants'\. Rename its columns/,
		becomes: /columns 'town' and 'inhabitants', and none is known as a question/,
	},
	{
		name: 'XLSX',
		fileName: 'faq.xlsx',
		content: zipOf('[Content_Types].xml', 'xl/workbook.xml'),
		code: 'not_jsonl',
		says: /^This is an Excel file \(XLSX\)\. Read it with n8n's Extract From File node/,
		becomes: /Excel file \(XLSX\)\. Read it with n8n's Extract From File node/,
	},
	{
		name: 'zip',
		fileName: 'data.zip',
		content: zipOf('train.jsonl'),
		code: 'not_jsonl',
		says: /zip archive\. Unpack it with n8n's Compression node/,
		becomes: /zip archive/,
	},
	{
		name: 'Parquet',
		fileName: 'train.parquet',
		content: Buffer.from('PAR1\x15\x04\x15 more bytes PAR1', 'latin1'),
		code: 'not_jsonl',
		says: /Parquet file\. Save it as JSONL or CSV/,
		becomes: /Parquet file/,
	},
	{
		name: 'gzip',
		fileName: 'train.jsonl.gz',
		content: gzipSync(lines(chat)),
		code: 'not_jsonl',
		says: /gzip archive\. Unpack it/,
		becomes: /gzip archive/,
	},
	{
		name: 'HTML',
		fileName: 'train.jsonl',
		content: Buffer.from('<!DOCTYPE html>\n<html><body>Please log in</body></html>\n'),
		code: 'not_jsonl',
		says: /web page \(HTML\)\. The download probably gave a login/,
		becomes: /web page/,
	},
	{
		name: 'UTF-16',
		fileName: 'train.jsonl',
		content: Buffer.from(`\ufeff${lines(chat).toString()}`, 'utf16le'),
		code: 'utf16',
		says: /UTF-16\. Save it as UTF-8/,
		becomes: ['chat', 12],
		keeps: 'Where is Siena?',
	},
	{
		name: 'a JSON array of messages',
		fileName: 'train.json',
		content: list(chat, 2),
		code: 'json_array',
		says: /JSON array of chat data/,
		becomes: ['chat', 12],
		keeps: 'Where is Siena?',
	},
	{
		name: 'JSON over several lines',
		fileName: 'train.json',
		content: Buffer.from(
			rowsOf(chat)
				.map((one) => JSON.stringify(one, null, 2))
				.join('\n'),
		),
		code: 'multiline_json',
		says: /spreads its JSON of chat data/,
		becomes: ['chat', 12],
		keeps: 'Where is Siena?',
	},
	{
		name: 'a text',
		fileName: 'notes.txt',
		content: Buffer.from('Dear all\n\nplease find the answers below.\n\nYours\n'),
		code: 'not_jsonl',
		says: /plain text\. Training data must be rows/,
		becomes: /plain text/,
	},
	{
		name: 'rows with a typo',
		fileName: 'train.jsonl',
		content: lines((town, index) => ({ Messages: chat(town, index).messages })),
		code: 'unknown_format',
		says: /the key 'Messages' where 'messages' is probably meant/,
		becomes: /'Messages' where 'messages' is probably meant/,
	},
	{
		name: 'rows that nobody knows',
		fileName: 'train.jsonl',
		content: lines((town) => ({ town, colour: 'red' })),
		code: 'unknown_format',
		says: /Most examples have the keys 'town' and 'colour'/,
		becomes: /keys 'town' and 'colour'/,
	},
	{
		name: 'a stray first line',
		fileName: 'alpaca.jsonl',
		content: Buffer.concat([Buffer.from(`${JSON.stringify(chat('Lyon', 0))}\n`), lines(alpaca)]),
		code: 'foreign_format',
		says: /Alpaca/,
		becomes: ['chat', 13],
	},
];
