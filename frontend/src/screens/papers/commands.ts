import type { Declared } from '../../commands';

/** What the panels of papers answer, on whichever screen they stand. */
export const commands = [
  { id: 'papers.print', key: 'Control+KeyP' },
  { id: 'papers.save', key: 'Control+KeyS' },
] as const satisfies readonly Declared[];
