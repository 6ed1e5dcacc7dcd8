import type { ScreenProps } from '../../frame/places';
import { SheetScreen } from './SheetScreen';

/** Stock work: #/stock is what came in, #/stock/count what lies there. */
export function Screen({ path: [what] }: ScreenProps) {
  const kind = what === 'count' ? 'count' : 'receipt';
  return <SheetScreen key={kind} kind={kind} />;
}
