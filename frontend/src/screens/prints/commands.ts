import type { Declared } from '../../commands';

export const commands = [
  { id: 'prints.again', key: 'Control+KeyP' },
  { id: 'prints.cancel', key: 'Delete' },
  { id: 'prints.printers', key: 'F7' },
] as const satisfies readonly Declared[];
