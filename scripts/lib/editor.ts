import type { Locator, Page } from 'playwright-core';

import { owner } from './n8n';

/** n8n's editor as a person uses it: what the end-to-end tests and the screenshots do in the browser. */
export class Editor {
	constructor(
		readonly page: Page,
		private readonly url: string,
	) {
		page.setDefaultTimeout(20_000);
	}

	/** Signs in on n8n's own page. */
	async signIn(): Promise<void> {
		await this.page.goto(`${this.url}/signin`);
		await this.page.fill('input[name="emailOrLdapLoginId"]', owner.email);
		await this.page.fill('input[name="password"]', owner.password);
		await this.page.keyboard.press('Enter');
		await this.page.waitForURL(({ pathname }) => pathname.startsWith('/home'));
	}

	/** Opens a workflow and waits until its nodes are drawn. */
	async openWorkflow(id: string): Promise<void> {
		await this.page.goto(`${this.url}/workflow/${id}`);
		await this.page.getByTestId('canvas-node').first().waitFor();
	}

	/** Opens a new workflow that has no node yet. */
	async openNewWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.page.getByTestId('canvas-plus-button').waitFor();
	}

	/** Opens a node's panel and gives it. */
	async openNode(name: string): Promise<Locator> {
		await this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`).dblclick();
		const panel = this.page.getByTestId('ndv');
		await panel.waitFor();
		return panel;
	}

	/** The input of a parameter in the open panel. */
	parameter(name: string): Locator {
		return this.page.getByTestId(`parameter-input-${name}`);
	}

	/** Chooses an option, by its words, of a parameter in the open panel. */
	async choose(parameter: string, option: string): Promise<void> {
		await this.parameter(parameter).click();
		await this.page
			.locator('[role="option"]:visible', { hasText: new RegExp(`^\\s*${option}`) })
			.first()
			.click();
	}
}
