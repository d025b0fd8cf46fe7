import { isRecord } from '../../shared/text';
import { tell, whereInWords, type Fault, type Where } from './findings';
import type { ProviderRules } from './providerRules';

/** The API's limit for one image. */
const LARGEST_IMAGE_BYTES = 10 * 1024 * 1024;
const IMAGE_URL = /^(https?:\/\/\S|data:image\/(jpe?g|png|webp);base64,)/i;

/** The content of one message that has content: text, or parts. Images count for the whole example. */
export function contentFaults(
	content: unknown,
	role: string,
	where: Where,
	rules: ProviderRules,
	faults: Fault[],
): void {
	if (typeof content === 'string') return;
	if (!Array.isArray(content)) {
		tell(faults, 'content_invalid', where, NO_CONTENT);
	} else if (content.length === 0) {
		tell(faults, 'content_missing', where, 'has no content: the list of parts is empty');
	} else if (role === 'tool' && rules.toolContentIsText) {
		const what = `has a list as content, and ${rules.name} takes text only from tools: write it as text`;
		tell(faults, 'content_invalid', where, what);
	} else {
		for (const [index, part] of content.entries()) {
			partFaults(part, role, `Part ${index + 1} of ${whereInWords(where)}`, faults);
		}
	}
}

const NO_CONTENT = 'has a content that is neither text nor a list of parts: write it as text';

function partFaults(part: unknown, role: string, where: string, faults: Fault[]): void {
	const problem = partProblem(part);
	if (problem !== undefined) tell(faults, 'content_invalid', where, problem);
	else if (isRecord(part) && part.type === 'image_url') {
		const image = imageProblem(part.image_url, role);
		if (image !== undefined) tell(faults, 'image_invalid', where, image);
	}
}

function partProblem(part: unknown): string | undefined {
	if (!isRecord(part)) return 'is not an object such as {"type": "text", "text": "…"}';
	switch (part.type) {
		case 'text':
			return typeof part.text === 'string' ? undefined : "has no text in 'text'";
		case 'refusal':
			return typeof part.refusal === 'string' ? undefined : "has no text in 'refusal'";
		case 'image_url':
			return undefined;
		default:
			return `has the unknown type ${shownType(part.type)}: use 'text', or 'image_url' in user messages`;
	}
}

function shownType(type: unknown): string {
	return typeof type === 'string' ? `"${type.slice(0, 40)}"` : `(${typeof type})`;
}

function imageProblem(image: unknown, role: string): string | undefined {
	if (role !== 'user') return 'is an image, which only user messages may have';
	const url = isRecord(image) ? image.url : undefined;
	if (typeof url !== 'string' || !IMAGE_URL.test(url)) {
		return 'is no image that can be used: give a web address, or a data URL of a JPEG, PNG or WEBP';
	}
	const tooLarge =
		url.startsWith('data:') && (url.length - url.indexOf(',')) * 0.75 > LARGEST_IMAGE_BYTES;
	return tooLarge ? 'is larger than 10 MB: make the image smaller' : undefined;
}

/** How many images a message has. */
export function imagesIn(message: Record<string, unknown>): number {
	const { content } = message;
	if (!Array.isArray(content)) return 0;
	return content.filter((part) => isRecord(part) && part.type === 'image_url').length;
}
