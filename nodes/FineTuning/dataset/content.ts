import { isRecord } from '../../shared/text';
import { fault, type Fault } from './findings';

/** The API's limit for one image. */
const LARGEST_IMAGE_BYTES = 10 * 1024 * 1024;
const IMAGE_URL = /^(https?:\/\/\S|data:image\/(jpe?g|png|webp);base64,)/i;

/** The content of one message that has content: text, or parts. Images count for the whole example. */
export function contentFaults(content: unknown, role: string, where: string): Fault[] {
	if (typeof content === 'string') return [];
	if (!Array.isArray(content)) {
		return [
			fault(
				'content_invalid',
				`${where} has a content that is neither text nor a list of parts: write it as text`,
			),
		];
	}
	if (content.length === 0) {
		return [fault('content_missing', `${where} has no content: the list of parts is empty`)];
	}
	return content.flatMap((part, index) => partFaults(part, role, `Part ${index + 1} of ${where}`));
}

function partFaults(part: unknown, role: string, where: string): Fault[] {
	const invalid = (what: string) => [fault('content_invalid', `${where} ${what}`)];
	if (!isRecord(part)) return invalid('is not an object such as {"type": "text", "text": "…"}');
	switch (part.type) {
		case 'text':
			return typeof part.text === 'string' ? [] : invalid("has no text in 'text'");
		case 'refusal':
			return typeof part.refusal === 'string' ? [] : invalid("has no text in 'refusal'");
		case 'image_url':
			return imageFaults(part.image_url, role, where);
		default:
			return invalid(
				`has the unknown type ${JSON.stringify(part.type)}: use 'text', or 'image_url' in user messages`,
			);
	}
}

function imageFaults(image: unknown, role: string, where: string): Fault[] {
	const invalid = (what: string) => [fault('image_invalid', `${where} ${what}`)];
	if (role !== 'user') return invalid('is an image, which only user messages may have');
	const url = isRecord(image) ? image.url : undefined;
	if (typeof url !== 'string' || !IMAGE_URL.test(url)) {
		return invalid(
			'is no image that can be used: give a web address, or a data URL of a JPEG, PNG or WEBP',
		);
	}
	if (url.startsWith('data:') && (url.length - url.indexOf(',')) * 0.75 > LARGEST_IMAGE_BYTES) {
		return invalid('is larger than 10 MB: make the image smaller');
	}
	return [];
}

/** How many images a message has. */
export function imagesIn(message: unknown): number {
	if (!isRecord(message) || !Array.isArray(message.content)) return 0;
	return message.content.filter((part) => isRecord(part) && part.type === 'image_url').length;
}
