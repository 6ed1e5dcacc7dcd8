import type { Declared } from '../../commands';

export const commands = [
  { id: 'goods.find', key: 'F3' },
  { id: 'goods.clear', key: 'Shift+F3' },
  { id: 'goods.new', key: 'Insert', inFields: true },
  { id: 'goods.save', key: 'Control+KeyS' },
  { id: 'goods.stock', key: 'F6' },
  { id: 'goods.papers', key: 'Control+KeyP' },
  { id: 'goods.variants', key: 'F7' },
  { id: 'goods.offer', key: 'Control+Enter' },
] as const satisfies readonly Declared[];
