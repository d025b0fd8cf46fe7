import { fault } from './findings';
import type { Findings } from './tally';

/** Follows what a file does between its examples: line ends and blank lines. Tells each kind once. */
export class Layout {
	private crlf = 0;
	private firstCrlf = 0;
	private blankFrom = 0;
	private lastEnded = true;

	constructor(private readonly findings: Findings) {}

	line(lineNumber: number, how: { blank: boolean; crlf: boolean; ended: boolean }): void {
		this.lastEnded = how.ended;
		if (how.crlf) {
			this.crlf += 1;
			this.firstCrlf ||= lineNumber;
		}
		if (how.blank) {
			this.blankFrom ||= lineNumber;
		} else if (this.blankFrom) {
			const last = lineNumber - 1;
			const which =
				last === this.blankFrom
					? 'The line is blank'
					: `The lines ${this.blankFrom} to ${last} are blank`;
			this.findings.add(fault('blank_lines', `${which}: remove what is blank`), this.blankFrom);
			this.blankFrom = 0;
		}
	}

	/** After the last line. */
	finish(lines: number): void {
		if (this.blankFrom) {
			this.findings.add(
				fault('trailing_blank_lines', 'The file ends with blank lines: remove them'),
				this.blankFrom,
			);
		} else if (!this.lastEnded) {
			this.findings.add(
				fault(
					'no_final_newline',
					'The last line has no newline: add one, or the next example appended runs into it',
				),
				lines,
			);
		}
		if (this.crlf > 0) {
			this.findings.add(
				fault(
					'crlf',
					`${this.crlf} lines end as on Windows (CRLF): save the file with line ends LF`,
				),
				this.firstCrlf,
			);
		}
	}
}
