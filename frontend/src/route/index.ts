import { useSyncExternalStore } from 'react';

// The address after # is the whole router: #/orders/0192… is ['orders', '0192…']. It works alike in the window,
// which has no server, and in a browser, and the back button goes one step out.

/** The parts of the address, decoded; empty at the start. */
export function readRoute(hash: string): string[] {
  return hash.replace(/^#\/?/, '').split('?')[0]!.split('/').filter(Boolean).map(decodeURIComponent);
}

/** The address of a place: link('orders', id) → "#/orders/…". */
export function link(...parts: string[]): string {
  return `#/${parts.map(encodeURIComponent).join('/')}`;
}

/** Goes to a place: go('orders', id). */
export function go(...parts: string[]): void {
  location.hash = link(...parts);
}

/**
 * Whether the person is still within a place: what took a moment leads on only those who waited for it, and brings
 * nobody back who has gone elsewhere.
 */
export function isWithin(...parts: string[]): boolean {
  const now = readRoute(location.hash);
  return parts.every((part, at) => now[at] === part);
}

function watch(changed: () => void): () => void {
  window.addEventListener('hashchange', changed);
  return () => window.removeEventListener('hashchange', changed);
}

/** The place that is shown: its parts. */
export function useRoute(): string[] {
  return readRoute(useSyncExternalStore(watch, () => location.hash));
}
