import type { IExecuteFunctions } from 'n8n-workflow';

/** A stream of bytes as n8n hands it out; its own type lives in a module that nodes may not import. */
export type ByteStream = Awaited<ReturnType<IExecuteFunctions['helpers']['getBinaryStream']>>;

/** All of a stream as text. For short answers: it is held in memory. */
export async function readText(stream: ByteStream): Promise<string> {
	const chunks: Buffer[] = [];
	for await (const chunk of stream) chunks.push(Buffer.from(chunk as Uint8Array));
	return Buffer.concat(chunks).toString('utf8');
}
