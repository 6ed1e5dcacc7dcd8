import type { ScreenProps } from '../../frame/places';
import { OrderScreen } from './OrderScreen';
import { OrderList } from './OrderList';

/** The orders: #/orders is the list, #/orders/<id> one order's card. */
export function Screen({ path: [id] }: ScreenProps) {
  return id ? <OrderScreen key={id} id={id} /> : <OrderList />;
}
