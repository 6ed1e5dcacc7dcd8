import type { i18n, TFunction } from 'i18next';
import { useTranslation } from 'react-i18next';
import type { HistoryEntry } from '../bridge';
import { formatMoney, formatPercent, formatPhone, formatQuantity, type Currency } from '../format';
import { useCurrency } from './currency';
import { useWords, type Words } from './OrderWords';

/** One thing that happened, in words. */
export type Happening = {
  key: string;
  /** Milliseconds since 1970. */
  at: number;
  title: string;
  who: string;
  /** The series of the desk where it happened. */
  till: string;
  changes: readonly { name: string; from: string; to: string }[];
};

// What the machine keeps for itself, or what the sentence above already says.
const silent = new Set([
  'kind',
  'number',
  'desk_id',
  'created_at',
  'finished_at',
  'position',
  'order_id',
  'product_id',
  'regular_price',
  'origin_id',
  'options',
  'price_group',
]);

const money = new Set([
  'price',
  'sale_price',
  'purchase_price',
  'delivery_price',
  'discount_sum',
  'sum',
  'regular_price',
]);
const flags = new Set(['cod', 'active', 'digital']);

type Tools = { t: TFunction; i18n: i18n; words: Words; currency: Currency };

/** Tells the history of a record in words; what one command changed is one happening. */
export function useTell(): (entries: readonly HistoryEntry[]) => Happening[] {
  const { t, i18n } = useTranslation('history');
  const words = useWords();
  const currency = useCurrency();
  return (entries) => tell(entries, { t, i18n, words, currency });
}

function tell(entries: readonly HistoryEntry[], tools: Tools): Happening[] {
  const { t, i18n } = tools;
  const told: Happening[] = [];
  let last: HistoryEntry | undefined;
  for (const [index, entry] of entries.entries()) {
    const { at, user, desk, intent } = entry;
    const changes = changesOf(entry, tools);
    const before = told.at(-1);
    const same = last?.at === at && last.intent === intent && last.user === user && last.desk === desk;
    last = entry;
    if (same && before) {
      told[told.length - 1] = { ...before, changes: [...before.changes, ...changes] };
    } else {
      const known = i18n.exists(`history:event.${intent}`);
      const title = t(known ? `event.${intent}` : entry.act === 'create' ? 'event.created' : 'event.other');
      told.push({ key: `history ${index}`, at, title, who: user, till: desk, changes });
    }
  }
  return told;
}

function changesOf(entry: HistoryEntry, tools: Tools): Happening['changes'] {
  const { t } = tools;
  const { kind, act, what, changes } = entry;
  const part = partOf(kind, what);
  // A new or deleted part is named, not spelled out; a new record begins its own time line.
  if (act === 'delete') return [{ name: part, from: '', to: t('removed') }];
  if (act === 'create' && part !== '') return [{ name: part, from: '', to: t('added') }];
  if (act === 'revive') return [{ name: part, from: '', to: t('restored') }];
  const told = Object.entries(changes)
    .filter(([field]) => !silent.has(field))
    .map(([field, [from, to]]) => ({
      name: [part, t([`field.${kind}.${field}`, `field.${field}`, 'field.other'])]
        .filter(Boolean)
        .join(' · '),
      from: act === 'create' ? '' : written(field, from, tools),
      to: written(field, to, tools),
    }));
  return act === 'create' ? told.filter(({ to }) => to !== tools.t('empty')) : told;
}

function partOf(kind: string, what: string): string {
  if (!['line', 'offer', 'customer_phone', 'parcel_code', 'customer_card'].includes(kind)) return '';
  return kind === 'customer_phone' ? formatPhone(what) : what;
}

/** A kept value as people write it. */
function written(field: string, value: unknown, { t, i18n, words, currency }: Tools): string {
  const language = i18n.language;
  if (flags.has(field)) return t(value ? 'yes' : 'no');
  if (value === null || value === undefined || value === '' || value === 0) return t('empty');
  if (typeof value === 'number') {
    if (money.has(field)) return formatMoney(value, currency, language);
    if (field === 'quantity' || field === 'picked') return formatQuantity(value, language);
    if (field === 'discount_bp') return formatPercent(value, language);
    return String(value);
  }
  const text = typeof value === 'string' ? value : JSON.stringify(value);
  if (field === 'status') return t(`words:status.${text}`);
  if (field === 'delivery_method') return words.delivery(text);
  if (field === 'source') return words.source(text);
  if (field === 'unit') return words.unit(text);
  if (field === 'recipient_phone' || field === 'phone') return formatPhone(text);
  return text;
}
