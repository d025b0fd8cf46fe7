import { collect } from '../../../../shared/api/pages';
import type { Job } from '../../../../shared/domain/job';
import type { Checkpoint } from '../../../../shared/domain/jobLog';
import type { Result } from '../../../../shared/result';
import { shortened } from '../../../../shared/text';
import type { ItemRun } from '../../operation';

/**
 * The checkpoint with this ID, or the job's last one where none is wanted.
 * @returns or why there is none, or why nobody can tell which is the last
 * @throws NodeApiError
 */
export async function checkpointOf(
	{ api }: ItemRun,
	{ id: jobId }: Job,
	wanted: string,
): Promise<Result<Checkpoint>> {
	let unsound = 0;
	const all = await collect(
		async (part) => {
			const page = await api.checkpoints({ jobId, ...part });
			unsound += page.unsound;
			return page;
		},
		{ limit: Number.POSITIVE_INFINITY },
	);
	// One that cannot be read may be the last.
	const last = unsound === 0 ? lastOf(all) : undefined;
	const found = wanted === '' ? last : all.find(({ id, model }) => [id, model].includes(wanted));
	if (found) return { ok: true, value: found };
	if (all.length === 0 && unsound === 0) {
		return {
			ok: false,
			problem: `Job ${shortened(jobId)} has no checkpoints`,
			advice:
				'Look at the job with Checkpoint → Get Many; a new one may need a minute to show them.',
		};
	}
	const ids = all.map(({ id }) => id).join(', ');
	return {
		ok: false,
		problem:
			wanted === ''
				? `It cannot be told which checkpoint of job ${shortened(jobId)} is the last: some of what the list says of them cannot be read`
				: `Job ${shortened(jobId)} has no checkpoint '${shortened(wanted)}'`,
		advice:
			wanted === ''
				? `Enter the one to deploy under 'Checkpoint ID'${ids && `: one of ${ids}`}.`
				: `It has ${ids}. Choose one of these, or the job that the checkpoint is of.`,
	};
}

/** By step, or by time where one tells no step; undefined where some tell neither. */
function lastOf(all: readonly Checkpoint[]): Checkpoint | undefined {
	if (all.length < 2) return all[0];
	const places = [({ step }: Checkpoint) => step, ({ createdAt }: Checkpoint) => createdAt];
	const placeOf = places.find((place) => all.every((one) => place(one) !== null));
	return placeOf && [...all].sort((a, b) => (placeOf(b) ?? 0) - (placeOf(a) ?? 0))[0];
}
