import type { Locator, Page } from 'playwright-core';

/** What needs a person: the list at the left, the current matter with its answers beside it. */
export class NeedsPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  async open(): Promise<void> {
    await this.page.keyboard.press('Alt+Digit1');
    await this.page.getByRole('main', { name: 'Чекає на вас' }).waitFor();
  }

  get list(): Locator {
    return this.page.getByRole('listbox', { name: 'Справи, що чекають на вас' });
  }

  matter(text: string): Locator {
    return this.list.getByRole('option').filter({ hasText: text });
  }

  /** The head of the current matter. */
  title(text: string): Locator {
    return this.page.getByRole('heading', { level: 2 }).filter({ hasText: text });
  }

  /** One of the two sides of a clash. */
  side(name: 'Діє зараз' | 'Не взято'): Locator {
    return this.page.getByRole('region', { name });
  }

  answer(text: string | RegExp): Locator {
    return this.page.getByRole('list', { name: 'Що зробити' }).getByRole('button', { name: text });
  }
}
