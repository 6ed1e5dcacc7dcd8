import type { Locator, Page } from 'playwright-core';

/** The badge on top of every screen, and the page behind it. */
export class SyncPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** How safe the work is, in a word. */
  badge(text: string | RegExp): Locator {
    return this.page.getByRole('banner').getByRole('link', { name: text });
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('Alt+Digit0');
    await this.sentence('').waitFor();
  }

  /** The plain sentence on top. */
  sentence(text: string): Locator {
    return this.page.getByRole('heading', { level: 1 }).filter({ hasText: text });
  }

  part(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }
}
