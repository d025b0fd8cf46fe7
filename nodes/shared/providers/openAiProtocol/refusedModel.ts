import { refusalTitle, type Answered, type Rule } from '../../http';

const STATUSES: ReadonlySet<number> = new Set([400, 404, 422]);
const CODES: ReadonlySet<string | undefined> = new Set(['model_not_available', 'model_not_found']);
/** The model first, and what is wrong with it after: "Method dpo is not supported for model m" is about the method. */
const ABOUT_MODEL =
	/\b(base )?model\b.*\b(not (a )?(available|supported|found|exist|valid|allowed|fine-?tunable|trainable)|cannot be (fine-?tuned|trained)|does ?n[o']t exist|unsupported|unknown)|\b(unknown|unsupported|invalid|no such) (base )?model\b/i;

/**
 * A base model that the server does not train. It alone knows that for sure, and most do not say which they train.
 * @param list the page that does
 */
export function refusedModel(list: string): Rule<Answered> {
	return [
		isModelRefused,
		(call) => ({
			title: refusalTitle(call),
			advice: `Choose a model under Base Model that ${call.server.name} trains: ${list} lists them.`,
			cause: 'configuration-invalid',
		}),
	];
}

function isModelRefused({ creates, status, error }: Answered): boolean {
	if (creates !== 'job' || !STATUSES.has(status)) return false;
	if (error.param !== undefined) return error.param === 'model';
	return CODES.has(error.code) || ABOUT_MODEL.test(error.message ?? '');
}
