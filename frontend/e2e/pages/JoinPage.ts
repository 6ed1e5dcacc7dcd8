import type { Locator, Page } from 'playwright-core';

/** Joining a shop that is running already, from the first start or from what a till shows that was cut off. */
export class JoinPage {
  readonly page: Page;

  constructor(page: Page) {
    this.page = page;
  }

  get invite(): Locator {
    return this.page.getByRole('textbox', { name: 'Запрошення' });
  }

  get refusal(): Locator {
    return this.page.getByRole('alert');
  }

  /** From the first question of a new till to the invite. */
  async open(): Promise<void> {
    await this.page.getByRole('button', { name: 'Приєднатися до магазину, що вже працює' }).press('Enter');
    await this.invite.waitFor();
  }

  /** Fills both fields by keyboard, and joins. */
  async join(invite: string, name: string): Promise<void> {
    await this.invite.fill(invite);
    await this.page.keyboard.press('Tab');
    await this.page.keyboard.press('Control+KeyA');
    await this.page.keyboard.type(name, { delay: 50 });
    await this.page.keyboard.press('Enter');
  }
}
