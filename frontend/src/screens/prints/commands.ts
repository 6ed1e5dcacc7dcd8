import type { Declared } from '../../commands';

export const commands = [
  { id: 'prints.again', key: 'Control+KeyP' },
  { id: 'prints.cancel', key: 'Delete' },
  { id: 'prints.pause', key: 'F8' },
  { id: 'prints.resume', key: 'F9' },
  { id: 'prints.from', key: 'F10' },
  { id: 'prints.other', key: 'F6' },
  { id: 'prints.pause_all', key: 'Shift+F8' },
  { id: 'prints.resume_all', key: 'Shift+F9' },
  { id: 'prints.printers', key: 'F7' },
] as const satisfies readonly Declared[];
