/** How grave a finding is: an error makes a provider refuse the file, a warning makes a worse model. */
export type Severity = 'error' | 'warning';

/** One kind of finding, as the documentation lists it. */
export interface FindingRule {
	severity: Severity;
	/** What it means: a sentence without full stop. */
	means: string;
	/** What to do about it, likewise. */
	remedy: string;
}
