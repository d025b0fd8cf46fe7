/* eslint-disable @n8n/community-nodes/no-restricted-imports -- runs in Node, not in n8n */
import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import ts from 'typescript';

import { judge } from '../../nodes/FineTuning/actions/job/wait/verdict';
import { readWaitOptions } from '../../nodes/FineTuning/actions/job/wait/options';
import { root } from '../../scripts/lib/paths';
import { aJob } from './builders';

/* Who searches docs/troubleshooting.md for an error has its words before them: they must be the code's. */

const page = readFileSync(join(root, 'docs', 'troubleshooting.md'), 'utf8');
const quoted = [...page.matchAll(/^### (.+)$/gm)].map(([, message = '']) => message);

/** What stands for anything that differs. */
const ANY = '…';

/** The texts that an expression can give, as far as it is written out. */
function textsOf(node: ts.Node): string[] {
	if (ts.isStringLiteralLike(node)) return [node.text];
	if (ts.isParenthesizedExpression(node)) return textsOf(node.expression);
	if (ts.isConditionalExpression(node)) {
		return [...textsOf(node.whenTrue), ...textsOf(node.whenFalse)];
	}
	if (!ts.isTemplateExpression(node)) return [ANY];
	return node.templateSpans.reduce(
		(heads, { expression, literal }) =>
			heads.flatMap((head) => textsOf(expression).map((text) => `${head}${text}${literal.text}`)),
		[node.head.text],
	);
}

interface Written {
	texts: string[];
	/** Whether it is the headline of an error that some answer or network failure leads to. */
	title: boolean;
}

/** All texts that a file writes out. */
function writtenIn(path: string): Written[] {
	const found: Written[] = [];
	const visit = (node: ts.Node, title = false): void => {
		if (ts.isStringLiteralLike(node) || ts.isTemplateExpression(node)) {
			found.push({ texts: textsOf(node), title });
		} else if (title && ts.isConditionalExpression(node)) {
			visit(node.whenTrue, true);
			visit(node.whenFalse, true);
			return;
		}
		ts.forEachChild(node, (child) => {
			const isTitle =
				ts.isPropertyAssignment(node) && node.name.getText() === 'title' && child !== node.name;
			visit(child, isTitle);
		});
	};
	visit(ts.createSourceFile(path, readFileSync(path, 'utf8'), ts.ScriptTarget.ES2022, true));
	return found;
}

const written = readdirSync(join(root, 'nodes'), { recursive: true, encoding: 'utf8' })
	.filter((name) => name.endsWith('.ts'))
	.flatMap((name) => writtenIn(join(root, 'nodes', name)).map((one) => ({ ...one, name })));

/** Messages of which the code writes out too little. */
const produced = (['failed', 'cancelled', 'running'] as const).map((status) => {
	const failure = { code: null, message: 'no examples', param: null };
	const job = aJob({ status, ...(status === 'failed' && { failure }) });
	const options = readWaitOptions({});
	if (!options.ok) throw new Error(options.problem);
	const verdict = judge(job, true, options.value, true);
	return verdict.kind === 'fail' ? verdict.message : '';
});

const said = [...written.flatMap(({ texts }) => texts), ...produced];

function patternOf(message: string): RegExp {
	const parts = message.split(ANY).map((part) => part.replace(/[.*+?^${}()|[\]\\]/g, '\\$&'));
	return new RegExp(`^${parts.join('.+')}$`);
}

test.each(quoted)('the code says: %s', (message) => {
	const pattern = patternOf(message);
	expect(said.filter((text) => pattern.test(text))).not.toEqual([]);
});

test('no message is explained twice', () => {
	expect(quoted.filter((message, at) => quoted.indexOf(message) !== at)).toEqual([]);
	expect(quoted.length).toBeGreaterThan(80);
});

const titles = written.filter(
	({ title, name }) => title && /^shared.(transport|providers)/.test(name),
);

test('whatever a call can fail with is explained', () => {
	expect(titles.length).toBeGreaterThan(50);
	const literal = (text: string) => text.replaceAll(ANY, '').length;
	const unexplained = titles
		.flatMap(({ texts }) => texts)
		.filter(
			(text) =>
				!quoted.some(
					// 'Could not …' alone explains little of 'Could not find the server …'.
					(message) => patternOf(message).test(text) && literal(message) > literal(text) / 2,
				),
		);
	expect(unexplained).toEqual([]);
});
