import { defineConfig } from 'vitest/config';

// Not tests: the pictures of `make screenshots`, taken with the tests' desk and browser.
export default defineConfig({
  cacheDir: '../node_modules/.vite-e2e',
  test: {
    root: 'e2e',
    include: ['screenshots.ts'],
    environment: 'node',
    testTimeout: 15 * 60_000,
    hookTimeout: 120_000,
  },
});
