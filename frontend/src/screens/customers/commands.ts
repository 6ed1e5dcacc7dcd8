import type { Declared } from '../../commands';

export const commands = [
  { id: 'customers.find', key: 'F3' },
  { id: 'customers.clear', key: 'Shift+F3' },
  { id: 'customers.new', key: 'Insert', inFields: true },
  { id: 'customers.save', key: 'Control+KeyS' },
  { id: 'customers.firm', key: 'F6' },
  { id: 'customers.sell', key: 'F7' },
  { id: 'customers.delete', key: 'Control+Delete' },
] as const satisfies readonly Declared[];
