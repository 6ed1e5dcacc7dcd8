import { useTranslation } from 'react-i18next';
import type { Conflict, Party, Subject, Told } from '../../bridge';
import {
  formatDate,
  formatFigures,
  formatMoney,
  formatPercent,
  formatPhone,
  formatQuantity,
  formatTime,
} from '../../format';
import { useCurrency, useWords } from '../../ui';

type Clash = Pick<Conflict, 'record' | 'field' | 'type'>;

/** A word that began a line and now stands within one: "Price" → "price"; "SKU" stays. */
export function inner(word: string): string {
  const [first = '', second = ''] = word;
  return second === second.toLocaleLowerCase() ? first.toLocaleLowerCase() + word.slice(1) : word;
}

/** Where something was done: a till by its name, one that has only a series as "till B", this one as such. */
export function useTill(): (by: Pick<Party, 'desk' | 'own'>) => string {
  const { t } = useTranslation('needs');
  return ({ desk, own }) => {
    if (own) return t('till.own');
    return /^[A-Z]+\d*$/.test(desk) ? t('till', { till: desk }) : desk;
  };
}

const texts: ReadonlySet<Conflict['type']> = new Set(['text', 'date', 'status', 'record']);

/** What a field of a record is called. */
export function useFieldName(): (clash: Pick<Conflict, 'record' | 'field'>) => string {
  const { t } = useTranslation('history');
  return ({ record, field }) => t([`field.${record}.${field}`, `field.${field}`, 'field.other']);
}

const settings: Record<string, string> = {
  'shop.name': 'settings:shop.name',
  'shop.address': 'settings:shop.address',
  'shop.phone': 'settings:shop.phone',
  'receipt.footer': 'settings:shop.footer',
  'shop.language': 'settings:shop.language',
};

/** Papers of an order, by the names that the print queue has for them. */
const papers: ReadonlySet<string> = new Set(['label', 'receipt', 'packing', 'waybill', 'invoice', 'expense']);

/** What something is about, as people call it: "Order A7-000123 · Blue mug". */
export function useSubject(): (subject: Subject) => string {
  const { t } = useTranslation('needs');
  return ({ kind, title, part }) => {
    const known =
      kind === 'setting' ? t(settings[title] ?? 'subject.setting') : kind === 'product' ? title : undefined;
    const phone =
      kind === 'customer' ? formatPhone(part) : papers.has(part) ? t(`orders:document.${part}`) : part;
    return [known ?? t([`subject.${kind}`, 'subject.other'], { title }), phone].filter(Boolean).join(' · ');
  };
}

/** Writes a value of a clash as people write it; undefined when nobody knows it here. */
export function useTold(): (value: Told, clash: Clash) => string | undefined {
  const { t, i18n } = useTranslation('history');
  const currency = useCurrency();
  const words = useWords();
  const language = i18n.language;
  const number = (value: number, { type }: Clash) => {
    if (type === 'money') return formatMoney(value, currency, language);
    if (type === 'quantity') return formatQuantity(value, language);
    if (type === 'percent') return formatPercent(value, language);
    if (type === 'flag') return t(value ? 'yes' : 'no');
    if (type === 'time') return value === 0 ? t('empty') : formatTime(value, language);
    return formatFigures(value, 0, language);
  };
  const text = (value: string, { record, field, type }: Clash) => {
    if (value === '') return t('empty');
    if (type === 'date') return formatDate(Date.parse(value), language);
    if (type === 'status') return t(record === 'print' ? `orders:print.${value}` : `words:status.${value}`);
    if (field === 'delivery_method') return words.delivery(value);
    if (field === 'unit') return words.unit(value);
    return field === 'phone' || field === 'recipient_phone' ? formatPhone(value) : value;
  };
  return (value, field) => {
    if (!value.known) return undefined;
    return texts.has(field.type) ? text(value.text, field) : number(value.number, field);
  };
}

/**
 * By what a clash is put into words: mostly its reason, but what happened at the counter (goods went out, money was
 * taken or given back) is told as that, by what it happened to.
 */
export function tale({ reason, record, lost }: Conflict): string {
  const ofOrder = reason === 'handed' && record === 'order';
  if (reason === 'paid' && lost.text === '') return 'paid.goods';
  return ofOrder || reason === 'doubled' ? `${reason}.${record}` : reason;
}

/** The reasons that tell of what happened at two tills instead of two values for one field. */
export const happenings: ReadonlySet<Conflict['reason']> = new Set(['deleted', 'handed', 'paid', 'doubled']);

/**
 * What stands and what was not taken, in words; undefined when nobody knows it here. Of a code that two were given, the
 * one that has it and the other: the code is the same.
 */
export function useSides(): (clash: Conflict) => { stands: string | undefined; lost: string | undefined } {
  const { t } = useTranslation('needs');
  const told = useTold();
  const subject = useSubject();
  return (clash) => {
    if (clash.holder)
      return {
        stands: subject({ ...clash.holder, part: '' }),
        lost: subject({ ...clash.subject, part: '' }),
      };
    if (clash.reason === 'deleted') return { stands: t('value.stays'), lost: t('value.deleted') };
    // The till that was paid stands, whichever of the two came first.
    if (tale(clash) === 'paid.goods') return { stands: t('value.money'), lost: t('value.goods') };
    if (tale(clash) === 'handed.order') return { stands: told(clash.stands, clash), lost: t('value.goods') };
    if (clash.reason === 'handed') {
      const reason = clash.lost.text;
      return {
        stands: t('value.went'),
        lost: clash.field === '' ? t('value.deleted') : t('value.cancelled', { reason }),
      };
    }
    return { stands: told(clash.stands, clash), lost: told(clash.lost, clash) };
  };
}
