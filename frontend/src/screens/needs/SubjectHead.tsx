import { useTranslation } from 'react-i18next';
import type { Subject } from '../../bridge';
import { formatPhone } from '../../format';
import { link } from '../../route';
import classes from './Needs.module.css';
import { inner, useSubject } from './told';

// Where a record has a card of its own.
const cards: Record<string, string> = { order: 'orders', product: 'goods', customer: 'customers' };

/** What a matter is about, with the way to its card. */
export function SubjectHead({ subject, children }: { subject: Subject; children: string }) {
  const { t } = useTranslation('needs');
  const name = useSubject();
  const place = cards[subject.kind];
  return (
    <header className={classes.head}>
      <h2>{[name(subject), inner(children)].filter(Boolean).join(': ')}</h2>
      {(subject.customer !== '' || subject.phone !== '') && (
        <p className={classes.quiet}>
          {[subject.customer, formatPhone(subject.phone)].filter(Boolean).join(' · ')}
        </p>
      )}
      {place && <a href={link(place, subject.id)}>{t(`card.${subject.kind}`)}</a>}
    </header>
  );
}
