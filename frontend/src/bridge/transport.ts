/** What the desk tells the screen without being asked. */
export type DeskEvent =
  | { event: 'changed'; data: { kinds: string[]; ids?: string[] } }
  | { event: 'sync'; data?: unknown }
  | { event: 'scan'; data: { code: string; scanner: string } }
  | { event: 'progress'; data: { job: string; done: number; total: number } }
  | { event: string; data?: unknown };

/** One way to a desk: the window's bindings or a websocket. */
export type Transport = {
  readonly kind: 'window' | 'browser';
  /** Resolves with the result; rejects with a DeskError. */
  call: (method: string, params: unknown) => Promise<unknown>;
  /** Calls back with every event until the returned function is called. */
  listen: (heard: (event: DeskEvent) => void) => () => void;
  /** Whether the desk answers; the window always does. */
  connected: () => boolean;
  /** Calls back whenever `connected` changes, until the returned function is called. */
  watch: (changed: () => void) => () => void;
};
