import type { Page } from 'playwright-core';

/** The four questions of a new desk. */
export class FirstStartPage {
  readonly #page: Page;

  constructor(page: Page) {
    this.#page = page;
  }

  /** Answers all four questions by keyboard alone and leaves the focus on the last answer. */
  async answer({
    name,
    owner,
    pin,
    again = pin,
  }: {
    name: string;
    owner: string;
    pin: string;
    again?: string;
  }): Promise<void> {
    const { keyboard } = this.#page;
    await this.#page.getByLabel('Назва магазину').waitFor();
    for (const text of [name, owner, pin, again]) {
      // eslint-disable-next-line no-await-in-loop -- a person types one answer after another
      await keyboard.type(text);
      // eslint-disable-next-line no-await-in-loop
      await keyboard.press('Tab');
    }
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
