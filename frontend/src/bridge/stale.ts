/** Stands among the kinds for what the link to the hub tells: no record, but what is sent, refused and heard. */
export const link = 'link';

// What clashes and shortages are told with: they name the present values.
const shop = ['order', 'line', 'offer', 'product', 'customer', 'stock_move', 'warehouse'];

// Which kinds of records each area of methods shows. A change event names kinds; what shows them is asked again.
// Kind names are those of sync/change. An area that is not here is made stale by every change.
const shownKinds: Record<string, readonly string[]> = {
  counter: [
    'basket',
    'order',
    'line',
    'payment',
    'offer',
    'product',
    'barcode',
    'customer',
    'customer_phone',
    'stock_move',
    'setting',
  ],
  returns: ['order', 'line', 'payment'],
  orders: ['order', 'line', 'payment', 'customer', 'customer_phone', 'print', 'user', 'parcel_code'],
  goods: ['product', 'offer', 'barcode', 'category', 'stock_move', 'warehouse', 'line', 'order'],
  stock: ['sheet', 'offer', 'product', 'warehouse'],
  customers: ['customer', 'customer_phone', 'customer_card', 'order', 'line', 'payment'],
  // The till's own list of codes that nobody knows; it is no record.
  codes: ['unknown_code'],
  scan: [
    'product',
    'offer',
    'barcode',
    'order',
    'parcel_code',
    'customer',
    'customer_card',
    'user',
    'setting',
  ],
  users: ['user'],
  conflicts: ['conflict', ...shop],
  tasks: ['task', ...shop],
  attention: [link],
  needs: ['conflict', 'task', 'print', link, ...shop],
  printers: ['setting', 'desk'],
  prints: ['print', 'order', 'desk'],
  // Told by the desk when a scanner comes, goes or is heard.
  scanners: ['scanner'],
  // Told by progress events.
  numbers: ['number_range', 'lease', 'parcel_code', 'setting', 'desk'],
  job: [],
  data: [],
  settings: ['setting'],
  // What they are previewed on is asked for by the editor itself.
  templates: ['template', 'setting'],
};

/** Whether a change of these kinds ("any": everything) makes the answer of a method stale. */
export function isStale(method: string, kinds: readonly string[]): boolean {
  const shown = shownKinds[method.split('.')[0] ?? ''];
  return shown === undefined || kinds.includes('any') || kinds.some((kind) => shown.includes(kind));
}
