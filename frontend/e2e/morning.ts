import type { Desk } from './desk';
import { goods, stockShelves } from './factories';

/** Who the tests' shop knows. */
export const iryna = { name: 'Ірина Коваль', phone: '050 123 45 67', city: 'Київ' };
export const petro = { name: 'Петро Гнатюк', phone: '067 765 43 21', city: 'Львів' };

const blankCustomer = { id: '', email: '', address: '', note: '', source: '', birthday: '', discount_bp: 0 };

/** The numbers of the orders that a manager finds in the morning. */
export type Morning = Record<'waiting' | 'short' | 'sold' | 'returned', string>;

/**
 * What came in since yesterday: an order that waits to be sent, one for more than there is, and a sale that is paid.
 * Times are those of the run, so the newest stands first.
 */
export async function openMorning(desk: Desk): Promise<Morning> {
  const offers = await stockShelves(desk, goods);
  return desk.as(async (call) => {
    const customer = await call('customers.save', {
      ...blankCustomer,
      name: iryna.name,
      phones: [iryna.phone],
      city: iryna.city,
    });
    await call('customers.save', {
      ...blankCustomer,
      name: petro.name,
      phones: [petro.phone],
      city: petro.city,
    });

    async function park(offer: string, quantity: number): Promise<string> {
      const { basket } = await call('counter.add', { offer_id: offer, quantity });
      await call('counter.set_customer', { customer_id: customer.id });
      await call('counter.park', {});
      await call('orders.set_status', { order_id: basket.id, status: 'confirmed' });
      return basket.id;
    }

    async function sell(offer: string): Promise<string> {
      const { basket } = await call('counter.add', { offer_id: offer });
      await call('counter.finish', { basket: basket.id, payments: [], print: false });
      return basket.id;
    }

    const number = async (id: string) => (await call('orders.get', { id })).number;
    const sold = await sell(offers.coffee);
    const returned = await sell(offers.cup);
    const short = await park(offers.filter, 3000);
    const waiting = await park(offers.cup, 2000);
    return {
      sold: await number(sold),
      returned: await number(returned),
      short: await number(short),
      waiting: await number(waiting),
    };
  });
}

/** An order as the desk keeps it, found by its number. */
export async function orderOf(desk: Desk, number: string) {
  return desk.as(async (call) => {
    const { orders } = await call('orders.list', { text: number });
    const found = orders.find((order) => order.number === number);
    return call('orders.get', { id: found?.id ?? '' });
  });
}
