import { cleanup, configure } from '@testing-library/react';
import { afterEach } from 'vitest';
import { startTranslator } from '../i18n';

// Mantine asks for these; happy-dom has neither layout nor media.
globalThis.ResizeObserver ??= class {
  observe() {}
  unobserve() {}
  disconnect() {}
};

// A busy machine fails nothing.
configure({ asyncUtilTimeout: 30_000 });

await startTranslator('uk');

afterEach(cleanup);
