import { useEffect, useLayoutEffect, useRef, useSyncExternalStore } from 'react';
import { bindings } from '../bridge/window';
import { editByPlace } from './editing';
import { registry, type Handler } from './registry';

/**
 * Answers commands while the part is shown: { 'counter.pay': { run, when } }, or just the function. Which commands
 * are answered may not change between renderings; what they do may.
 */
export function useCommands(
  commands: Record<string, Handler | (() => void)>,
  { over = false, alone = false, when = true }: { over?: boolean; alone?: boolean; when?: boolean } = {},
): void {
  const latest = useRef(commands);
  useLayoutEffect(() => {
    latest.current = commands;
  });
  const ids = Object.keys(commands).join(' ');
  // Before the part is seen, so that no key pressed at its first sight is lost.
  useLayoutEffect(() => {
    if (!when) return undefined;
    const now = (id: string): Handler => {
      const command = latest.current[id];
      return typeof command === 'function'
        ? { run: command }
        : (command ?? { run: () => undefined, when: () => false });
    };
    const handlers = Object.fromEntries(
      ids
        .split(' ')
        .filter(Boolean)
        .map((id) => [id, { run: () => now(id).run(), when: () => now(id).when?.() ?? true }]),
    );
    return registry.add({ handlers, over, alone });
  }, [ids, over, alone, when]);
}

/** The key of a command as it is set now. */
export function useKeyOf(id: string): string | undefined {
  return useSyncExternalStore(registry.watch, () => registry.keyOf(id)) || undefined;
}

/** Hears the keyboard for the whole screen; used once. */
export function useKeyboard(): void {
  useEffect(() => {
    // Only the window needs help with editing. What is a command there is none for it, as in a browser.
    const inWindow = bindings().runtime !== undefined;
    window.addEventListener('keydown', registry.press);
    if (inWindow) window.addEventListener('keydown', editByPlace);
    return () => {
      window.removeEventListener('keydown', editByPlace);
      window.removeEventListener('keydown', registry.press);
    };
  }, []);
}
