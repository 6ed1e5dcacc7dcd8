import type { Locator, Page } from 'playwright-core';

/** The lock: who is at the till. */
export class LockPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  get pin(): Locator {
    return this.#page.getByLabel(/введіть PIN/);
  }

  get refusal(): Locator {
    return this.#page.getByRole('alert');
  }

  async enter(pin: string): Promise<void> {
    await this.pin.waitFor();
    // As a person types: four digits at once would be a scanner's.
    await this.#page.keyboard.type(pin, { delay: 50 });
    await this.#page.keyboard.press('Enter');
  }
}
