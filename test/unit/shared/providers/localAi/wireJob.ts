/** A running job as LocalAI sends it, with what a test changes. */
export function localAiJob(changes: Record<string, unknown> = {}): Record<string, unknown> {
	return {
		id: '0a1b2c3d-0000-4000-8000-000000000000',
		model: 'Qwen/Qwen2.5-0.5B-Instruct',
		backend: 'trl',
		model_id: 'trl-finetune-0a1b2c3d-0000-4000-8000-000000000000',
		training_type: '',
		training_method: 'sft',
		status: 'training',
		output_dir: '/data/fine-tune/0a1b2c3d-0000-4000-8000-000000000000',
		created_at: '2026-11-01T10:00:00Z',
		config: { model: 'Qwen/Qwen2.5-0.5B-Instruct', dataset_source: '/data/x.jsonl' },
		...changes,
	};
}
