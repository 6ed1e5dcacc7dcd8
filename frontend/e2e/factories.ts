import type { Desk } from './desk';

/** What the tests' shop sells; sums in minor units, stock in pieces or kilograms. */
export type Goods = {
  name: string;
  sku: string;
  price: number;
  stock: number;
  unit?: string;
  codes?: string[];
};

export const goods = {
  cup: { name: 'Чашка синя 350 мл', sku: 'CUP-350', price: 12500, stock: 10, codes: ['4820024700016'] },
  coffee: {
    name: 'Кава зернова Ефіопія',
    sku: 'COF-ETH',
    price: 64000,
    stock: 8,
    unit: 'kg',
    codes: ['4823063104425'],
  },
  filter: { name: 'Фільтр V60 №2, 100 шт', sku: 'FLT-V60', price: 18000, stock: 1, codes: ['4820005192402'] },
  spoon: { name: 'Ложка мірна', sku: 'SPN-1', price: 9000, stock: 0, codes: ['4820000000017'] },
} as const satisfies Record<string, Goods>;

/** Puts the goods on the shelves and gives the id of each offer. */
export async function stockShelves<Name extends string>(
  desk: Desk,
  shelf: Record<Name, Goods>,
): Promise<Record<Name, string>> {
  return desk.as(async (call) => {
    const ids: Partial<Record<Name, string>> = {};
    for (const [name, each] of Object.entries<Goods>(shelf)) {
      // eslint-disable-next-line no-await-in-loop -- one desk, one thing after the other
      const { id } = await call('goods.save', {
        ...blankProduct,
        name: each.name,
        unit: each.unit ?? 'pcs',
        offers: [variant(each)],
      });
      // eslint-disable-next-line no-await-in-loop
      const { offers } = await call('goods.get', { id });
      const offer = offers[0]?.id ?? '';
      // eslint-disable-next-line no-await-in-loop
      if (each.stock > 0) await call('goods.set_stock', { offer_id: offer, on_hand: each.stock * 1000 });
      ids[name as Name] = offer;
    }
    return ids as Record<Name, string>;
  });
}

const blankProduct = {
  id: '',
  description: '',
  brand: '',
  category: '',
  tags: '',
  digital: false,
  active: true,
};

function variant({ sku, price, codes = [] }: Goods) {
  return {
    id: '',
    title: '',
    options: [],
    sku,
    price,
    sale_price: 0,
    weight_grams: 0,
    length_mm: 0,
    width_mm: 0,
    height_mm: 0,
    active: true,
    barcodes: codes.map((code) => ({ code, quantity: 1000 })),
  };
}

/** Lets a clerk in, with a PIN of their own. */
export async function hireClerk(desk: Desk, name: string, pin: string): Promise<void> {
  await desk.as((call) => call('users.save', { id: '', name, role: 'clerk', active: true, pin }));
}

/** The newest order with all that belongs to it. */
export async function newestOrder(desk: Desk) {
  return desk.as(async (call) => {
    const { orders } = await call('orders.list', { limit: 1 });
    return call('orders.get', { id: orders[0]?.id ?? '' });
  });
}
