import type { Page } from 'playwright-core';
import { closeBrowser, expectQuiet, openPage } from './browser';
import type { Desk } from './desk';
import { FramePage } from './pages/FramePage';
import { LockPage } from './pages/LockPage';

/** Opens a desk's screens as a person who has never been there, and lets its owner in. */
export async function openTill(desk: Desk): Promise<Page> {
  const page = await openPage(desk.address);
  await new LockPage(page).enter(desk.pin);
  await new FramePage(page).rail.waitFor();
  return page;
}

/** Ends the browser and the desk, of which nothing was complained; for afterAll. */
export async function closeTill(desk: Desk): Promise<void> {
  await closeBrowser();
  await desk.stop();
  expectQuiet();
}
