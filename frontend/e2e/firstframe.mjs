// Prints how long a person waits from the start of the program to a screen that takes what they type, in milliseconds:
// {"lock", "counter"}. The browser runs already, as the window's engine does on a till; `make bench` calls it.
//
//   node e2e/firstframe.mjs DESK REPLICA PERSON PIN
import { spawn } from 'node:child_process';
import { createInterface } from 'node:readline';
import { chromium } from 'playwright-core';

const [program, replica, person, pin] = process.argv.slice(2);
const browser = await chromium.launch({
  executablePath: process.env.CHROMIUM ?? '/usr/bin/chromium',
  args: ['--no-sandbox', '--disable-dev-shm-usage'],
});
const page = await browser.newPage({ viewport: { width: 1366, height: 768 }, locale: 'uk-UA' });
const began = performance.now();
const desk = spawn(program, ['serve', '--replica', replica, '--listen', '127.0.0.1:0'], {
  stdio: ['ignore', 'pipe', 'inherit'],
});
try {
  const [first] = await Promise.race([
    new Promise((said) => createInterface(desk.stdout).once('line', (line) => said([line]))),
    new Promise((_, refused) =>
      desk.once('exit', (code) => refused(new Error(`desk serve ended with ${code}`))),
    ),
  ]);
  await page.goto(JSON.parse(first).address);
  await page.getByText(person).first().click();
  const field = page.getByLabel(`${person}, введіть PIN`);
  await field.waitFor();
  const lock = performance.now() - began;
  await field.fill(pin);
  await field.press('Enter');
  await page.getByRole('combobox', { name: 'Скануйте код' }).waitFor();
  const counter = performance.now() - began;
  console.log(JSON.stringify({ lock: Math.round(lock), counter: Math.round(counter) }));
} finally {
  await browser.close();
  desk.kill();
}
