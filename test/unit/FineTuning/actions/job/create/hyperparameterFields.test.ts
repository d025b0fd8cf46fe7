import { hyperparameterFields } from '../../../../../../nodes/FineTuning/actions/job/create/hyperparameterFields';
import type { TrainingMethod } from '../../../../../../nodes/shared/domain/job';
import { PROVIDERS } from '../../../../../../nodes/shared/providers';
import { aJobRequest, aProvider } from '../../../../builders';

const names = hyperparameterFields.map(({ name }) => name);
const field = (wanted: string) => hyperparameterFields.find(({ name }) => name === wanted);

test('every hyperparameter that a provider takes has a field, and every field a provider', () => {
	const taken = new Set(PROVIDERS.flatMap(({ jobs }) => [...jobs.hyperparameters]));
	expect([...names].sort()).toEqual([...taken].sort());
});

test('who takes a hyperparameter stands in its description, unless everybody does', () => {
	for (const { name, description } of hyperparameterFields) {
		const takers = PROVIDERS.filter(({ jobs }) =>
			[...jobs.hyperparameters, ''].includes(name as ''),
		);
		const all = takers.length === PROVIDERS.length;
		for (const { displayName } of takers) {
			expect(description?.includes(displayName) ?? false).toBe(!all);
		}
	}
	expect(field('nEpochs')?.description).not.toMatch(/ For /);
});

/** A job with a hyperparameter as the editor's field first gives it. */
function withDefault(name: string, method: TrainingMethod) {
	return aJobRequest({
		// One that anybody could train.
		model: 'Qwen/Qwen3-8B',
		method,
		grader: { type: 'lambda', lambda: {} },
		...(method === 'reinforcement' && { validationFile: 'file-2' }),
		hyperparameters: { [name]: field(name)?.default },
	});
}

const METHODS: TrainingMethod[] = ['supervised', 'dpo', 'reinforcement'];

test.each(names)('what the field %s begins with is taken by those who take it', (name) => {
	const takers = PROVIDERS.filter(({ jobs }) =>
		([...jobs.hyperparameters] as string[]).includes(name),
	);
	expect(takers).not.toEqual([]);
	for (const { id } of takers) {
		const methods = field(name)?.displayOptions?.show?.['/method'] ?? METHODS;
		const calls = METHODS.filter((method) => methods.includes(method)).map((method) =>
			aProvider(id).jobs.create(withDefault(name, method)),
		);
		const refused = calls.flatMap((call) => (call.ok ? [] : call.problem));
		expect(refused.filter((problem) => !problem.includes('no training by the method'))).toEqual([]);
	}
});
