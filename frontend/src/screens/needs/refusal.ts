import { useTranslation } from 'react-i18next';
import { DeskError, type Refusal, type Waiting } from '../../bridge';
import { useErrorText } from '../../ui';
import { inner, useSubject } from './told';

/** What a batch did, in words: "Sold at the counter: order A7-000123". */
export function useBatchTitle(): (batch: Waiting) => string {
  const { t, i18n } = useTranslation('history');
  const subject = useSubject();
  return ({ intent, subjects }) => {
    const did = t(i18n.exists(`history:event.${intent}`) ? `event.${intent}` : 'event.other');
    const [first] = subjects;
    return first ? `${did}: ${first.kind === 'product' ? subject(first) : inner(subject(first))}` : did;
  };
}

/** What was refused and why, in words. */
export function useRefusalWords(): {
  title: (refusal: Refusal) => string;
  why: (refusal: Refusal) => string;
  /** What is lost by giving it up, together with so many others that stand on it. */
  loss: (refusal: Refusal, others: number) => string;
} {
  const { t } = useTranslation('needs');
  const reason = useErrorText();
  const title = useBatchTitle();
  return {
    title,
    why: ({ code, cause }) => (cause !== 0 ? t('refused.cause') : reason(new DeskError({ code }))),
    loss: (refusal, others) =>
      [t('ask.drop', { what: title(refusal) }), others > 0 && t('ask.drop.others', { count: others })]
        .filter(Boolean)
        .join(' '),
  };
}
