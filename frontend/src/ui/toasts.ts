import type { Tone } from './ShapeIcon';

/** A quiet line at the foot of the screen. */
export type Toast = {
  id: number;
  text: string;
  tone: Tone;
  /** What the undo button does; it may be pressed until the toast goes. */
  undo?: () => void;
  /** What else may be done about it, with its button. */
  act?: Act;
  /** How long it stays; errors stay until they are closed. */
  stays_ms: number | undefined;
};

/** A button of a toast: its words and what it does. */
export type Act = { text: string; run: () => void };

let shown: readonly Toast[] = [];
let lastId = 0;
const watchers = new Set<() => void>();

function put(next: readonly Toast[]) {
  shown = next;
  for (const watcher of watchers) watcher();
}

/** The toasts that are shown, the newest last. */
export const toasts = (): readonly Toast[] => shown;

/** Calls back when the toasts change, until the returned function is called. */
export function watchToasts(changed: () => void): () => void {
  watchers.add(changed);
  return () => void watchers.delete(changed);
}

/** Takes a toast away. */
export function dismiss(id: number): void {
  put(shown.filter((toast) => toast.id !== id));
}

/** Shows a quiet line: what was just done (with its undo, for ten seconds) or what went wrong (until closed). */
export function say(
  text: string,
  { tone = 'done', undo, act }: { tone?: Tone; undo?: () => void; act?: Act } = {},
): number {
  lastId += 1;
  const stays_ms = tone === 'danger' ? undefined : undo || act ? 10_000 : 4000;
  // Four lines at most: a clerk reads the last, and they must not cover the work.
  put([...shown.slice(-3), { id: lastId, text, tone, undo, act, stays_ms }]);
  return lastId;
}
