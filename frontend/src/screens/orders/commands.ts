import type { Declared } from '../../commands';

export const commands = [
  { id: 'orders.find', key: 'F3' },
  { id: 'orders.clear', key: 'Shift+F3' },
  { id: 'orders.new', key: 'Insert', inFields: true },
  { id: 'orders.save_view', key: 'Control+KeyS' },
  { id: 'orders.next', key: 'F10' },
  { id: 'orders.status', key: 'F6' },
  { id: 'orders.receipt', key: 'Control+KeyP' },
  { id: 'orders.label', key: 'Control+Shift+KeyP' },
  { id: 'orders.counter', key: 'F7' },
  { id: 'orders.return', key: 'F8' },
  { id: 'orders.pay', key: 'F9' },
  { id: 'orders.customer', key: 'F4' },
  { id: 'orders.delivery', key: 'Control+KeyE' },
  { id: 'orders.comment', key: 'Control+KeyM' },
  { id: 'orders.copy', key: 'Control+KeyD' },
  { id: 'orders.pick', key: 'F5' },
  { id: 'orders.packed', key: 'Control+Enter' },
  { id: 'orders.parcel_code', key: 'Shift+F4' },
  { id: 'orders.cancel_line', key: 'Delete', quiet: true },
  { id: 'orders.cancel', key: 'Control+Delete' },
] as const satisfies readonly Declared[];
