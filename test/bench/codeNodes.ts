/**
 * What people write in a Code node where this package has an operation: the same checks and the same result for the
 * data of these benches, and no more. They count no tokens but guess four letters for each, and know no other
 * formats, encodings, tools, images, personal data or rules of providers.
 */

export const VALIDATE = `const buffer = await this.helpers.getBinaryDataBuffer(0, 'data');
const errors = [];
const seen = new Map();
const sizes = [];
const lines = buffer.toString('utf8').split('\\n');
const note = (line, code) => errors.push({ line, code });
for (let index = 0; index < lines.length; index += 1) {
	const text = lines[index];
	if (text.trim() === '') continue;
	let example;
	try {
		example = JSON.parse(text);
	} catch {
		note(index + 1, 'invalid_json');
		continue;
	}
	const messages = example.messages;
	if (!Array.isArray(messages) || messages.length === 0) {
		note(index + 1, 'no_messages');
		continue;
	}
	let letters = 0;
	for (const { role, content } of messages) {
		if (!['system', 'user', 'assistant', 'tool'].includes(role)) note(index + 1, 'unknown_role');
		if (typeof content !== 'string' || content.trim() === '') note(index + 1, 'no_content');
		letters += (content ?? '').length;
	}
	const last = messages[messages.length - 1];
	if (last.role !== 'assistant') note(index + 1, 'no_answer');
	const question = JSON.stringify(messages.slice(0, -1));
	const earlier = seen.get(question);
	if (earlier === last.content) note(index + 1, 'duplicate');
	else if (earlier !== undefined) note(index + 1, 'contradiction');
	seen.set(question, last.content);
	sizes.push(letters / 4);
}
if (sizes.length < 10) note(0, 'too_few_examples');
sizes.sort((a, b) => a - b);
const total = sizes.reduce((sum, one) => sum + one, 0);
const tokens = { total, mean: total / sizes.length, p95: sizes[Math.floor(sizes.length * 0.95)] };
return [{ json: { valid: errors.length === 0, examples: sizes.length, errors: errors.slice(0, 100), tokens } }];`;

export const CONVERT = `const buffer = await this.helpers.getBinaryDataBuffer(0, 'data');
const out = [];
let skipped = 0;
for (const text of buffer.toString('utf8').split('\\n')) {
	if (text.trim() === '') continue;
	const row = JSON.parse(text);
	if (!row.instruction || !row.output) {
		skipped += 1;
		continue;
	}
	const question = row.input ? row.instruction + '\\n\\n' + row.input : row.instruction;
	const messages = [
		{ role: 'user', content: question },
		{ role: 'assistant', content: row.output },
	];
	out.push(JSON.stringify({ messages }));
}
const file = Buffer.from(out.join('\\n') + '\\n');
const data = await this.helpers.prepareBinaryData(file, 'training.jsonl', 'text/plain');
return [{ json: { examples: out.length, skipped }, binary: { data } }];`;

export const BUILD = `const out = [];
const bad = [];
for (const [index, { json }] of $input.all().entries()) {
	if (!json.question || !json.answer) {
		bad.push(index);
		continue;
	}
	const messages = [
		{ role: 'system', content: 'Name the category of the ticket, and nothing else.' },
		{ role: 'user', content: json.question },
		{ role: 'assistant', content: json.answer },
	];
	out.push(JSON.stringify({ messages }));
}
if (bad.length > 0) throw new Error('Rows without question or answer: ' + bad.join(', '));
const file = Buffer.from(out.join('\\n') + '\\n');
const data = await this.helpers.prepareBinaryData(file, 'training.jsonl', 'text/plain');
return [{ json: { examples: out.length }, binary: { data } }];`;
