import { mkdir } from 'node:fs/promises';
import { AxeBuilder } from '@axe-core/playwright';
import { chromium, type Browser, type BrowserContext, type Page } from 'playwright-core';
import { expect } from 'vitest';

let browser: Browser | undefined;
let contexts: BrowserContext[] = [];

/** What the page complained of since it was opened: a test that leaves some behind fails. */
const complaints: string[] = [];

/**
 * Opens an address as a person who has never been there, on the smallest screen that must do. The pages opened before
 * are closed, unless this one is to stand `beside` them: another screen of the same desk.
 */
export async function openPage(
  address: string,
  { width = 1366, height = 768, language = 'uk-UA', beside = false } = {},
): Promise<Page> {
  browser ??= await chromium.launch({
    executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
    args: ['--no-sandbox', '--disable-dev-shm-usage'],
  });
  if (!beside) await closeContexts();
  const context = await browser.newContext({
    viewport: { width, height },
    locale: language,
    acceptDownloads: true,
  });
  contexts.push(context);
  const page = await context.newPage();
  page.setDefaultTimeout(30_000);
  if (!beside) complaints.length = 0;
  page.on('pageerror', (error) => void complaints.push(error.message));
  page.on('console', (message) => {
    if (message.type() === 'error') complaints.push(message.text());
  });
  await page.goto(address);
  return page;
}

/** Nothing was complained of in the console. */
export function expectQuiet(): void {
  expect(complaints).toEqual([]);
}

/** Ends the browser; for afterAll. */
export async function closeBrowser(): Promise<void> {
  await browser?.close();
  browser = undefined;
  contexts = [];
}

async function closeContexts(): Promise<void> {
  const open = contexts;
  contexts = [];
  await Promise.all(open.map((context) => context.close()));
}

/** The screen as it is now has no fault that axe can find, in light and in dark; with SCREENSHOTS=folder both are kept. */
export async function expectAccessible(page: Page, name: string): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    // eslint-disable-next-line no-await-in-loop -- one page, looked at twice
    await page.emulateMedia({ colorScheme, reducedMotion: 'reduce' });
    // eslint-disable-next-line no-await-in-loop
    await page.waitForFunction(
      (scheme) => document.documentElement.dataset.mantineColorScheme === scheme,
      colorScheme,
    );
    // eslint-disable-next-line no-await-in-loop
    const { violations } = await new AxeBuilder({ page })
      .withTags(['wcag2a', 'wcag2aa', 'wcag21a', 'wcag21aa', 'best-practice'])
      .analyze();
    // eslint-disable-next-line no-await-in-loop
    await keepPicture(page, `${name}-${colorScheme}`);
    const found = violations.flatMap(({ id, nodes }) =>
      nodes.map(({ html, failureSummary }) => `${id}: ${html} ${failureSummary}`),
    );
    expect([`${name} ${colorScheme}`, found]).toEqual([`${name} ${colorScheme}`, []]);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

async function keepPicture(page: Page, name: string): Promise<void> {
  const folder = process.env.SCREENSHOTS;
  if (!folder) return;
  await mkdir(folder, { recursive: true });
  await page.screenshot({ path: `${folder}/${name}.png` });
}
