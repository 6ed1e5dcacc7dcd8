import type { Locator, Page } from 'playwright-core';
import { CounterPage } from './CounterPage';

/** Receiving and counting, as they are worked: by a scanner and a few keys. */
export class StockPage {
  readonly page: Page;
  readonly #scanner: CounterPage;

  constructor(page: Page) {
    this.page = page;
    this.#scanner = new CounterPage(page);
  }

  /** Comes here from anywhere; F4 turns from receiving to counting. */
  async open(kind: 'Надходження' | 'Переоблік'): Promise<void> {
    await this.press('Alt+Digit5');
    await this.page.getByRole('heading', { name: 'Склад', level: 1 }).waitFor();
    if (kind === 'Переоблік') await this.press('F4');
    await this.page.getByRole('link', { name: kind }).and(this.page.locator('[aria-current]')).waitFor();
  }

  get lines(): Locator {
    return this.page.getByRole('grid', { name: 'Відскановане' }).getByRole('row');
  }

  line(title: string): Locator {
    return this.lines.filter({ hasText: title });
  }

  get panel(): Locator {
    return this.page.getByRole('region', { name: /^Провести/ });
  }

  scan(code: string): Promise<void> {
    return this.#scanner.scan(code);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      // eslint-disable-next-line no-await-in-loop -- keys are pressed one after another
      await this.page.keyboard.press(key);
    }
  }
}
