import type { Page } from 'playwright-core';

/** The four questions of a new desk. */
export class FirstStartPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Types the answers by keyboard alone and leaves the focus on the first offer; language and currency stand already. */
  async answer({ name, pin }: { name: string; pin: string }): Promise<void> {
    const { keyboard } = this.#page;
    await this.#page.getByLabel('Назва магазину').waitFor();
    for (const text of [name, pin]) {
      // eslint-disable-next-line no-await-in-loop -- a person types one answer after another
      await keyboard.type(text, { delay: 50 });
      // eslint-disable-next-line no-await-in-loop
      await keyboard.press('Tab');
    }
  }

  /** Every question that is asked, by its label. */
  async questions(): Promise<string[]> {
    await this.#page.getByLabel('Назва магазину').waitFor();
    return this.#page.locator('form label').allTextContents();
  }

  async startEmpty(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Почати з порожнього' }).press('Enter');
  }

  async startWithImport(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Завантажити мої товари' }).press('Enter');
  }

  async startWithDemo(): Promise<void> {
    await this.#page.getByRole('button', { name: 'Показати на прикладі' }).press('Enter');
  }
}
