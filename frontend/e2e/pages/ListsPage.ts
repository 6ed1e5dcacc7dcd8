import type { Locator, Page } from 'playwright-core';

/** A list with its search field, as a person works it by keyboard: orders, goods or customers. */
export class ListPage {
  readonly page: Page;
  readonly #name: string;
  readonly #key: string;

  constructor(page: Page, name: string, key: string) {
    this.page = page;
    this.#name = name;
    this.#key = key;
  }

  /** Comes here from anywhere. */
  async open(): Promise<void> {
    await this.page.keyboard.press(this.#key);
    await this.grid.waitFor();
  }

  get grid(): Locator {
    return this.page.getByRole('grid', { name: this.#name, exact: true });
  }

  row(text: string): Locator {
    return this.grid.getByRole('row').filter({ hasText: text });
  }

  /** Every row but the heads. */
  get rows(): Locator {
    return this.grid.getByRole('rowgroup').getByRole('row');
  }

  /** Types into the search field, in place of what stood there. */
  async search(text: string): Promise<void> {
    await this.page.keyboard.press('F3');
    await this.page.keyboard.press('Control+KeyA');
    await this.page.keyboard.type(text, { delay: 50 });
  }

  /** Looks for a text, and opens the card of the first row found. */
  async openFirst(text: string): Promise<void> {
    await this.search(text);
    // The row may stand further down until the list has been asked again.
    await this.rows.first().filter({ hasText: text }).waitFor();
    await this.press('Enter', 'Home', 'Enter');
  }

  async press(...keys: string[]): Promise<void> {
    for (const key of keys) {
      // eslint-disable-next-line no-await-in-loop -- keys are pressed one after another
      await this.page.keyboard.press(key);
    }
  }
}

/** The orders and the card of one. */
export class OrdersPage extends ListPage {
  constructor(page: Page) {
    super(page, 'Замовлення', 'Alt+Digit2');
  }

  view(name: string): Locator {
    return this.page
      .getByRole('group', { name: 'Вигляди списку' })
      .getByRole('button', { name: new RegExp(`^${name}`) });
  }

  /** Opens the choices of a filter. */
  async filter(name: string): Promise<void> {
    await this.page.getByRole('group', { name: 'Фільтри' }).getByRole('button', { name }).press('Enter');
    await this.page.getByRole('listbox', { name }).waitFor();
  }

  card(number: string): Locator {
    return this.page.getByRole('article', { name: `Замовлення ${number}` });
  }

  /** The state that an order's card shows as the present one. */
  get step(): Locator {
    return this.page.getByRole('list', { name: 'Шлях замовлення' }).locator('[aria-current="step"]');
  }

  part(name: string): Locator {
    return this.page.getByRole('region', { name, exact: true });
  }

  async openCard(number: string): Promise<void> {
    await this.open();
    await this.view('Усі').click();
    await this.openFirst(number);
    await this.card(number).waitFor();
  }
}

/** The goods and the card of a product. */
export class GoodsPage extends ListPage {
  constructor(page: Page) {
    super(page, 'Товари', 'Alt+Digit4');
  }

  field(name: string): Locator {
    return this.page.getByRole('textbox', { name, exact: true });
  }

  get variants(): Locator {
    return this.page.getByRole('region', { name: 'Варіанти' }).locator('tbody tr');
  }
}

/** The customers and the card of one. */
export class CustomersPage extends ListPage {
  constructor(page: Page) {
    super(page, 'Покупці', 'Alt+Digit3');
  }

  field(name: string): Locator {
    return this.page.getByRole('textbox', { name, exact: true });
  }
}
