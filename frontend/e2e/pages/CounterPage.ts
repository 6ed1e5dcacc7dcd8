import type { Locator, Page } from 'playwright-core';

// A person leaves more time between two keys than any scanner does.
const typing = { delay: 50 };

/** The counter, as a clerk uses it: by keyboard and scanner. */
export class CounterPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  /** The field where every scan and word goes. */
  get field(): Locator {
    return this.page.getByRole('combobox', { name: 'Скануйте код' });
  }

  get lines(): Locator {
    return this.page.getByRole('grid', { name: 'Рядки продажу' }).getByRole('row');
  }

  line(title: string): Locator {
    return this.lines.filter({ hasText: title });
  }

  /** The largest figure of the screen. */
  get due(): Locator {
    return this.page.getByLabel('До сплати', { exact: true });
  }

  /** The change of the sale before, shown until the next scan. */
  get change(): Locator {
    return this.page.getByLabel('Решта', { exact: true });
  }

  /** The quiet line about the sale just made. */
  get last(): Locator {
    return this.page.getByRole('status').filter({ hasText: /[A-Z]+\d*-\d{6}/ });
  }

  get parked(): Locator {
    return this.page.getByRole('group', { name: 'Відкладені' }).getByRole('button');
  }

  panel(title: string): Locator {
    return this.page.getByRole('region', { name: title });
  }

  async type(text: string): Promise<void> {
    await this.page.keyboard.type(text, typing);
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      // eslint-disable-next-line no-await-in-loop -- keys are pressed one after another
      await this.page.keyboard.press(key);
    }
  }

  /** Types a part of a name, sees the goods and adds the top one. */
  async find(words: string, expected: string): Promise<void> {
    await this.type(words);
    await this.page.getByRole('option').filter({ hasText: expected }).first().waitFor();
    await this.press('Enter');
    await this.line(expected).waitFor();
  }

  /**
   * Scans a code as a scanner that pretends to be a keyboard does: all its keys at once, by their places, with Enter
   * behind them, into whatever has the focus.
   */
  async scan(code: string): Promise<void> {
    await this.page.evaluate((letters) => {
      const place = (letter: string) =>
        /\d/.test(letter) ? `Digit${letter}` : letter === '-' ? 'Minus' : `Key${letter.toUpperCase()}`;
      const press = (key: string, at: string) =>
        new KeyboardEvent('keydown', {
          key,
          code: at,
          shiftKey: /^[A-Z]$/.test(key),
          bubbles: true,
          cancelable: true,
        });
      // Made together, so that the time between them is a scanner's however slowly the page answers.
      const keys = [
        ...Array.from(letters, (letter) => press(letter, place(letter))),
        press('Enter', 'Enter'),
      ];
      for (const key of keys) {
        const types = (document.activeElement ?? document.body).dispatchEvent(key) && key.key.length === 1;
        if (types && document.activeElement instanceof HTMLInputElement)
          document.execCommand('insertText', false, key.key);
      }
    }, code);
  }
}
