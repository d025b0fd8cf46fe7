import type { Store } from '../store';
import type { FineTuningJob } from '../types';

const HOME = '/home/unsloth/.unsloth/studio';

/** Where an uploaded file lies on the server. */
export function pathOf({ files }: Pick<Store, 'files'>, id: string): string {
	const name = files.get(id)?.file.filename ?? 'training.jsonl';
	return `${HOME}/assets/datasets/uploads/${id.replace(/^file-/, '')}_${name}`;
}

/** The file that lies at a path. */
export function fileIdOf(path: string): string {
	const name = path.replace(/^.*\//, '');
	return `file-${name.split('_')[0] ?? ''}`;
}

/** The folder of a run's model. */
export function outputDirOf(job: Partial<FineTuningJob>): string {
	const { model = '', user_provided_suffix: project, created_at: created = 0, id = '' } = job;
	const parts = [model.replaceAll('/', '_'), project, created, id.slice(-4)];
	return `${HOME}/outputs/${parts.filter(Boolean).join('_').replaceAll(/\s+/g, '-')}`;
}
