import { defineConfig } from 'vitest/config';

export default defineConfig({
  // Relative to the tests; one of their own would lie among them.
  cacheDir: '../node_modules/.vite-e2e',
  test: {
    root: 'e2e',
    include: ['**/*.e2e.ts'],
    environment: 'node',
    // Each file has its own desk and browser; a small till PC runs one at a time.
    fileParallelism: false,
    // A busy machine fails nothing.
    testTimeout: 120_000,
    hookTimeout: 120_000,
    expect: { poll: { timeout: 30_000 } },
    reporters: ['default', './e2e/counts.ts'],
  },
});
