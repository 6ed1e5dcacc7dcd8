import type { Locator, Page } from 'playwright-core';

/** The frame around every screen: the rail, the bar on top, the palette. */
export class FramePage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The screen that is open, by its name. */
  screen(name: string): Locator {
    return this.page.getByRole('main', { name });
  }

  get rail(): Locator {
    return this.page.getByRole('navigation', { name: 'Розділи', exact: true });
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      // eslint-disable-next-line no-await-in-loop -- keys are pressed one after another
      await this.page.keyboard.press(key);
    }
  }

  /** Opens the palette and looks for a text. */
  async find(text: string): Promise<Locator> {
    await this.press('Control+KeyK');
    await this.page.getByRole('dialog').waitFor();
    await this.page.keyboard.type(text, { delay: 50 });
    return this.page.getByRole('option');
  }

  async openSettings(part: string): Promise<void> {
    await this.press('Alt+Digit9');
    await this.page
      .getByRole('navigation', { name: 'Розділи налаштувань' })
      .getByRole('link', { name: part })
      .click();
    await this.page.getByRole('heading', { name: part, level: 1 }).waitFor();
  }
}
