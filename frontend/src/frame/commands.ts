import type { Declared } from '../commands';

export const commands = [
  { id: 'frame.help', key: 'F1' },
  { id: 'frame.counter', key: 'F2' },
  { id: 'frame.orders', key: 'Alt+Digit2' },
  { id: 'frame.customers', key: 'Alt+Digit3' },
  { id: 'frame.goods', key: 'Alt+Digit4' },
  { id: 'frame.stock', key: 'Alt+Digit5' },
  { id: 'frame.prints', key: 'Alt+Digit6' },
  { id: 'frame.needs', key: 'Alt+Digit1' },
  { id: 'frame.sync', key: 'Alt+Digit0' },
  { id: 'frame.settings', key: 'Alt+Digit9' },
  { id: 'frame.everything', key: 'Control+KeyK' },
  { id: 'frame.lock', key: 'F12' },
  { id: 'frame.rail', key: 'Control+KeyB' },
] as const satisfies readonly Declared[];
