import type { Declared } from '../commands';

/** Commands of panels and questions, whichever screen they stand on. */
export const commands = [
  { id: 'ui.close', key: 'Escape', inFields: true, quiet: true },
  { id: 'ui.undo', key: 'Alt+KeyZ', quiet: true },
] as const satisfies readonly Declared[];
