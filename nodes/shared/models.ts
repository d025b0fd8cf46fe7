import type { ApiModel } from './types';

/** Whether a model's name says that it was fine-tuned: `ft:BASE:…`, older `BASE:ft-…`, Azure's `BASE.ft-…`. */
export function isFineTuned({ id }: ApiModel): boolean {
	return id.startsWith('ft:') || id.includes(':ft-') || id.includes('.ft-');
}
