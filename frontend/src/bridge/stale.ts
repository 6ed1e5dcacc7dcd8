// Which kinds of records each area of methods shows. A change event names kinds; what shows them is asked again.
// Kind names are those of sync/change. An area that is not here is made stale by every change.
const shownKinds: Record<string, readonly string[]> = {
  basket: ['order', 'line', 'offer', 'product', 'barcode', 'customer', 'stock_move', 'setting'],
  counter: ['order', 'line', 'offer', 'product', 'barcode', 'customer', 'stock_move', 'setting'],
  orders: ['order', 'line', 'payment', 'customer', 'customer_phone', 'print', 'user'],
  goods: ['product', 'offer', 'barcode', 'category', 'stock_move', 'warehouse', 'line', 'order'],
  products: ['product', 'offer', 'barcode', 'category', 'stock_move', 'warehouse', 'line', 'order'],
  offers: ['product', 'offer', 'barcode', 'category', 'stock_move', 'warehouse', 'line', 'order'],
  categories: ['category', 'product'],
  customers: ['customer', 'customer_phone', 'order', 'line', 'payment'],
  users: ['user'],
  printers: ['setting', 'desk'],
  prints: ['print'],
  settings: ['setting'],
};

/** Whether a change of these kinds makes the answer of a method stale. */
export function isStale(method: string, kinds: readonly string[]): boolean {
  const shown = shownKinds[method.split('.')[0] ?? ''];
  return shown === undefined || kinds.some((kind) => shown.includes(kind));
}
