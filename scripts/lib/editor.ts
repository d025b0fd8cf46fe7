import type { Locator, Page } from 'playwright-core';

import { owner } from './n8n';
import { waitFor } from './wait';

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

	/** Opens a new, empty workflow. */
	async newWorkflow(): Promise<void> {
		await this.page.goto(`${this.url}/workflow/new`);
		await this.page.getByTestId('canvas-plus-button').waitFor();
	}

	/** Pastes nodes where the pointer is: on the left of the canvas, which leaves room for those that follow. */
	async paste(nodes: string): Promise<void> {
		await this.page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
		await this.page.evaluate(`navigator.clipboard.writeText(${JSON.stringify(nodes)})`);
		await this.page.mouse.move(140, 300);
		await this.page.keyboard.press('Control+V');
	}

	/**
	 * Presses the plus behind the last node and finds an entry by a word and Enter, which takes the first one.
	 * @returns adds the node with one of the entry's actions, and opens its panel
	 */
	async findNext(word: string, title: string): Promise<(action: string) => Promise<void>> {
		const plus = this.page.getByTestId('canvas-handle-plus').last();
		await this.scrollTo(plus);
		await plus.click();
		await this.page.getByTestId('node-creator-search-bar').fill(word);
		const names = this.page.getByTestId('node-creator-item-name');
		await names.first().getByText(title, { exact: true }).waitFor();
		await this.page.keyboard.press('Enter');
		await names.first().getByText(title, { exact: true }).waitFor({ state: 'detached' });
		return async (action) => {
			await names.getByText(action, { exact: true }).click();
			await this.page.getByTestId('ndv').waitFor();
		};
	}

	/** Scrolls the canvas to the right until something is well in sight. */
	private async scrollTo(target: Locator): Promise<void> {
		const right = (this.page.viewportSize()?.width ?? 0) - 150;
		const x = async () => (await target.boundingBox())?.x ?? 0;
		for (let seen = await x(); seen > right; seen = await x()) {
			await this.page.mouse.move(right / 2, 250);
			await this.page.mouse.wheel(seen - right / 2, 0);
			await waitFor(async () => (await x()) < seen, { what: 'the canvas to move', seconds: 10 });
		}
	}

	/** Draws the whole workflow into the window. */
	async showAll(): Promise<void> {
		await this.page.keyboard.press('1');
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

	/** Closes the open panel: with its cross, because an editor of expressions keeps Escape to itself, or with Escape. */
	async closeNode(by: 'cross' | 'Escape'): Promise<void> {
		const panel = this.page.getByTestId('ndv');
		if (by === 'cross') await panel.getByTestId('ndv-close-button').click();
		else await this.page.keyboard.press('Escape');
		await panel.waitFor({ state: 'hidden' });
	}

	/** Fills the open panel's input by running the nodes before. */
	async executePrevious(): Promise<void> {
		const input = this.page.getByTestId('ndv-input-panel');
		await input.getByText('Execute previous nodes').click();
		await input.getByTestId('run-data-schema-item').first().waitFor();
	}

	/** Drags a field of the input into a field of the open panel. */
	async drag(inputField: string, field: string): Promise<void> {
		const { mouse } = this.page;
		const pill = this.page
			.getByTestId('run-data-schema-item')
			.getByText(inputField, { exact: true })
			.first();
		await pill.hover();
		await mouse.down();
		await this.field(field).hover({ force: true });
		await mouse.up();
		await this.field(field).getByText(`$json.${inputField}`).waitFor();
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

	/** Takes a picture that would be the same the next time. */
	async takePicture(path: string): Promise<void> {
		await this.noticesGone();
		// A pointer that hovers, or a cursor that blinks, would make every picture another.
		await this.page.mouse.move(0, 0);
		await this.page.screenshot({ path, animations: 'disabled', caret: 'hide' });
	}

	/** Runs the node whose panel is open. */
	async execute(): Promise<void> {
		await this.page.getByTestId('node-execute-button').click();
	}
}
