import type { Declared } from '../../commands';

export const commands = [
  { id: 'sync.now', key: 'F5' },
  { id: 'sync.check', key: 'F6' },
  { id: 'sync.add', key: 'Insert' },
] as const satisfies readonly Declared[];
