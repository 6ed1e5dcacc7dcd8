import type { Declared } from '../../commands';

/** Everything a clerk does at the counter, in the order of a sale. */
export const commands = [
  { id: 'counter.find', key: 'F3' },
  { id: 'counter.more', key: 'NumpadAdd', also: ['Equal', 'Shift+Equal'], inFields: true, repeats: true },
  { id: 'counter.less', key: 'NumpadSubtract', also: ['Minus'], inFields: true, repeats: true },
  { id: 'counter.quantity', key: 'F6' },
  { id: 'counter.price', key: 'Shift+F6' },
  { id: 'counter.remove', key: 'Delete', inFields: true },
  { id: 'counter.undo', key: 'Control+KeyZ', inFields: true },
  { id: 'counter.customer', key: 'F4' },
  { id: 'counter.discount', key: 'F5' },
  { id: 'counter.pay', key: 'F9' },
  { id: 'counter.finish', key: 'F10' },
  { id: 'counter.finish_quiet', key: 'Control+Enter', also: ['Shift+F10'] },
  { id: 'counter.park', key: 'F7' },
  { id: 'counter.return', key: 'F8' },
  { id: 'counter.unknown', key: 'Alt+KeyU' },
  { id: 'counter.drop_code', key: 'Alt+Delete' },
  { id: 'counter.next_code', key: 'PageDown', inFields: true, quiet: true },
  { id: 'counter.previous_code', key: 'PageUp', inFields: true, quiet: true },
  { id: 'counter.reprint', key: 'Control+KeyP' },
  { id: 'counter.clear', key: 'Insert', inFields: true },
  { id: 'counter.repeat', key: 'Enter', inFields: true, quiet: true },
  { id: 'counter.previous', key: 'ArrowUp', inFields: true, repeats: true, quiet: true },
  { id: 'counter.next', key: 'ArrowDown', inFields: true, repeats: true, quiet: true },
] as const satisfies readonly Declared[];
