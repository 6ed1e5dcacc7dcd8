import { cleanup } from '@testing-library/react';
import { afterEach } from 'vitest';
import { startTranslator } from '../i18n';

// Mantine asks for these; happy-dom has neither layout nor media.
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

await startTranslator('uk');

afterEach(cleanup);
