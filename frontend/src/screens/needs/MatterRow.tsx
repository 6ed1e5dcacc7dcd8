import { useTranslation } from 'react-i18next';
import type { Need } from '../../bridge';
import { formatMoment } from '../../format';
import { ShapeIcon, useNow, useWords } from '../../ui';
import { usePrintOf } from '../orders/printed';
import classes from './Needs.module.css';
import { useRefusalWords } from './refusal';
import { happenings, inner, tale, useFieldName, useSides, useSubject } from './told';

type Props = { id: string; matter: Need; selected: boolean; onSelect: () => void };

/** A matter in two lines: what it is about, and what happened. */
export function MatterRow({ id, matter, selected, onSelect }: Props) {
  const { i18n } = useTranslation('needs');
  const tell = useMatterWords();
  const now_ms = useNow(60_000);
  const { what, more } = tell(matter);
  // What was not taken is nowhere but here; all else is only a question.
  const tone = matter.kind === 'refused' ? 'danger' : 'waits';
  return (
    <div
      id={id}
      role="option"
      aria-selected={selected}
      tabIndex={-1}
      className={classes.matter}
      data-tone={tone}
      onClick={onSelect}
      onKeyDown={() => undefined}
    >
      <ShapeIcon shape={tone} />
      <span className={classes.what}>{what}</span>
      <span className={classes.more}>
        <time dateTime={new Date(matter.at).toISOString()}>
          {formatMoment(matter.at, now_ms, i18n.language)}
        </time>
        {` · ${more}`}
      </span>
    </div>
  );
}

/** What a matter is, in a few words. */
function useMatterWords(): (matter: Need) => { what: string; more: string } {
  const { t } = useTranslation('needs');
  const subject = useSubject();
  const field = useFieldName();
  const sidesOf = useSides();
  const refusal = useRefusalWords();
  const words = useWords();
  const of = usePrintOf();
  return ({ conflict, task, refused, print }) => {
    if (conflict) {
      const happened = happenings.has(conflict.reason);
      const name = conflict.field === '' || happened ? '' : inner(field(conflict));
      const unknown = t('value.unknown');
      const { stands = unknown, lost = unknown } = sidesOf(conflict);
      const more = happened ? t(`row.${tale(conflict)}`) : t('row.values', { stands, lost });
      return { what: [subject(conflict.subject), name].filter(Boolean).join(': '), more };
    }
    if (task) {
      const orders = [task.first, task.second].flatMap((order) => (order ? [order.number] : [])).join(', ');
      return {
        what: t('row.shortage', { what: task.title, quantity: words.quantity(task.missing, task.unit) }),
        more: [orders, task.choice === 'wait' && t('shortage.waiting'), task.note]
          .filter(Boolean)
          .join(' · '),
      };
    }
    if (refused) return { what: refusal.title(refused), more: refusal.why(refused) };
    return {
      what: print ? t(`print.${print.document}`, { number: of(print) }) : '',
      more: t(print?.of ? 'row.paper' : 'row.print'),
    };
  };
}
