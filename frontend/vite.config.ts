import react from '@vitejs/plugin-react';
import { defineConfig } from 'vitest/config';

export default defineConfig({
  plugins: [react()],
  // The window loads the screens from its own scheme, the browser from a desk: both from their root.
  base: './',
  build: {
    // WebKitGTK 2.40 of Debian 12 is the oldest engine that shows these screens.
    target: ['es2022', 'safari16.4'],
    reportCompressedSize: false,
    // A till reads from its own disk: fonts and images are not worth inlining.
    assetsInlineLimit: 0,
  },
  // `npm run dev` against a running desk: open it with ?key=… of the address that `desk serve` printed.
  server: { proxy: { '/ws': { target: process.env.DESK ?? 'http://127.0.0.1:8080', ws: true } } },
  test: {
    environment: 'happy-dom',
    include: ['src/**/*.test.{ts,tsx}'],
    setupFiles: ['src/testing/setup.ts'],
    css: false,
    // A busy machine fails nothing.
    testTimeout: 60_000,
  },
});
