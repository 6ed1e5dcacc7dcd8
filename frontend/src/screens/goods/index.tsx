import type { ScreenProps } from '../../frame/places';
import { GoodsList } from './GoodsList';
import { ProductScreen } from './ProductScreen';

/** The goods: #/goods is the list, #/goods/<id> a product's card, #/goods/new an empty one. */
export function Screen({ path: [id] }: ScreenProps) {
  return id ? <ProductScreen key={id} id={id} /> : <GoodsList />;
}
