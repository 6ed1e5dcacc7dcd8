import type { Declared } from '../../commands';

/** Stock work by scanning, in the order of the work. */
export const commands = [
  { id: 'stock.find', key: 'F3' },
  { id: 'stock.switch', key: 'F4' },
  { id: 'stock.more', key: 'NumpadAdd', also: ['Equal', 'Shift+Equal'], inFields: true, repeats: true },
  { id: 'stock.less', key: 'NumpadSubtract', also: ['Minus'], inFields: true, repeats: true },
  { id: 'stock.quantity', key: 'F6' },
  { id: 'stock.remove', key: 'Delete', inFields: true },
  { id: 'stock.undo', key: 'Control+KeyZ', inFields: true },
  { id: 'stock.warehouse', key: 'F7' },
  { id: 'stock.papers', key: 'Control+KeyP' },
  { id: 'stock.post', key: 'F10' },
  { id: 'stock.clear', key: 'Insert', inFields: true },
  { id: 'stock.previous', key: 'ArrowUp', inFields: true, repeats: true, quiet: true },
  { id: 'stock.next', key: 'ArrowDown', inFields: true, repeats: true, quiet: true },
] as const satisfies readonly Declared[];
