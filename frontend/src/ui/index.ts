export { ConfirmInline, Question } from './ConfirmInline';
export { CurrencyContext, useCurrency } from './currency';
export { EmptyState } from './EmptyState';
export { ErrorLine, useErrorText } from './ErrorLine';
export { FieldWarning } from './FieldWarning';
export { KeyButton } from './KeyButton';
export { MoneyText } from './MoneyText';
export { MoneyInput, PercentInput, QuantityInput, WholeInput } from './NumberField';
export { PhoneText } from './PhoneText';
export { ShapeIcon, type Tone } from './ShapeIcon';
export { SidePanel } from './SidePanel';
export { StatusBadge } from './StatusBadge';
export { Toasts, useSayError } from './Toasts';
export { dismiss, say } from './toasts';
export { useFocusHome } from './useFocusHome';
export { type Column, type Sort } from './grid/columns';
export { Grid, type GridProps } from './grid/Grid';
export { useKept } from './useKept';
export { FilterChip, moveInside, type Choice } from './FilterChip';
export { ListPage, Spring } from './ListPage';
export {
  deliveryMethods,
  OrderBadge,
  PaymentBadge,
  paymentKinds,
  paymentStates,
  statuses,
  useWords,
  type OrderStatus,
  type PaymentKind,
  type PaymentState,
} from './OrderWords';
export { SearchField } from './SearchField';
export { useDraft } from './useDraft';
export { isSettled, useEnter } from './useEnter';
export { useSteady } from './useSteady';
export { TimeLine } from './TimeLine';
export { useTell, type Happening } from './useTell';
export { settleField } from './settleField';
export { useListHome } from './useListHome';
export { Suggest } from './Suggest';
export { useNow } from './useNow';
export { useLatest } from './useLatest';
export { useFresh } from './useFresh';
export { asked, isBarcode, type Asked } from './entry';
export { InPlace } from './InPlace';
export { useInView } from './useInView';
export { useTaxIdWarning } from './useTaxIdWarning';
export { FoundGoods } from './goods/FoundGoods';
export { Figure, GoodsLine, GoodsLines, LineQuantity } from './goods/GoodsLines';
export { BackLink, CardPage, NoCard } from './CardPage';
