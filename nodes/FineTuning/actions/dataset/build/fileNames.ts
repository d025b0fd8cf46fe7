import { jsonlName } from '../../file/upload/uploadFile';

/** The names of both files from the one the user gives: `tickets.jsonl` and `tickets-validation.jsonl`. */
export function namesOf(fileName: string): { training: string; validation: string } {
	const training = jsonlName(fileName);
	return {
		training,
		validation:
			fileName === '' ? 'validation.jsonl' : training.replace(/\.jsonl$/i, '-validation.jsonl'),
	};
}
