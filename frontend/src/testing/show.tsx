import { QueryClientProvider } from '@tanstack/react-query';
import { render, type RenderResult } from '@testing-library/react';
import type { ReactNode } from 'react';
import { deskCache } from '../bridge';
import { Look } from '../theme';

/** Shows parts of a screen the way the program does: with its look and its cache. */
export function show(parts: ReactNode): RenderResult {
  const cache = deskCache();
  return render(parts, {
    wrapper: ({ children }) => (
      <QueryClientProvider client={cache}>
        <Look>{children}</Look>
      </QueryClientProvider>
    ),
  });
}
