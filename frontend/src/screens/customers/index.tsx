import type { ScreenProps } from '../../frame/places';
import { CustomerList } from './CustomerList';
import { CustomerScreen } from './CustomerScreen';

/** The customers: #/customers is the list, #/customers/<id> a card, #/customers/new an empty one. */
export function Screen({ path: [id] }: ScreenProps) {
  return id ? <CustomerScreen key={id} id={id} /> : <CustomerList />;
}
