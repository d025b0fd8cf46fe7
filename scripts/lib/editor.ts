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
		// The editor's hints for newcomers lie over what is to be seen.
		await this.page.addInitScript(`
			localStorage.setItem('N8N_PIN_DATA_DISCOVERY_CANVAS', 'true');
			localStorage.setItem('N8N_PIN_DATA_DISCOVERY_NDV', 'true');
		`);
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

	/** Opens a new workflow, searches the nodes panel, and gives the entry with that very title. */
	async searchNodes(words: string, title: string): Promise<Locator> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.page.getByTestId('node-creator-plus-button').click();
		await this.page.getByTestId('node-creator-search-bar').fill(words);
		return this.page.getByTestId('item-iterator-item').filter({
			has: this.page.getByTestId('node-creator-item-name').getByText(title, { exact: true }),
		});
	}

	/** A node on the canvas. */
	canvasNode(name: string): Locator {
		return this.page.locator(`[data-test-id="canvas-node"][data-node-name="${name}"]`);
	}

	/** Opens a node's panel and gives it. */
	async openNode(name: string): Promise<Locator> {
		await this.canvasNode(name).dblclick();
		const panel = this.page.getByTestId('ndv');
		await panel.waitFor();
		return panel;
	}

	/** A field of the open panel: there only while the panel shows it. */
	field(name: string): Locator {
		return this.page.getByTestId(`parameter-input-${name}`);
	}

	/** Chooses an option, by its name, of a field in the open panel. */
	async choose(field: string, option: string): Promise<void> {
		await this.field(field).click();
		await this.page
			.locator('[role="option"]:visible')
			.filter({ has: this.page.getByText(option, { exact: true }) })
			.click();
	}

	/** Opens the list of a field that picks from the account's objects, and gives its entries. */
	async openPicker(field: string): Promise<Locator> {
		await this.page.getByTestId(`resource-locator-${field}`).getByTestId('rlc-input').click();
		const entries = this.page.getByTestId('rlc-item');
		await entries.first().waitFor();
		return entries;
	}

	/** Presses the canvas's Execute Workflow button. */
	async executeWorkflow(): Promise<void> {
		await this.page.getByTestId('execute-workflow-button').click();
	}

	/** The mark on a node of the canvas that has run well. */
	succeeded(name: string): Locator {
		return this.canvasNode(name).getByTestId('canvas-node-status-success');
	}

	/** Waits until the notices in the corner have gone, as they do by themselves. */
	async noticesGone(): Promise<void> {
		const notices = this.page.locator('.el-notification');
		while ((await notices.count()) > 0) await notices.first().waitFor({ state: 'detached' });
	}

	/** Shows the open panel's output as a list of fields, and waits for one of their values. */
	async showSchema(value: RegExp): Promise<void> {
		const output = this.page.getByTestId('output-panel');
		await output.getByText(value).first().waitFor();
		await output.getByTestId('radio-button-schema').click();
		await output.getByTestId('run-data-schema-item').getByText(value).first().waitFor();
	}

	/** Runs the node whose panel is open. */
	async execute(): Promise<void> {
		await this.page.getByTestId('node-execute-button').click();
	}
}
