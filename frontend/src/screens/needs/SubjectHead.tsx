import { useTranslation } from 'react-i18next';
import type { Subject } from '../../bridge';
import { link } from '../../route';
import { PhoneText } from '../../ui';
import classes from './Needs.module.css';
import { useSubject } from './told';

// Where a record has a card of its own.
const cards: Record<string, string> = { order: 'orders', product: 'goods', customer: 'customers' };

/** What a matter is about, with the way to its card. */
export function SubjectHead({ subject, children }: { subject: Subject; children: string }) {
  const { t } = useTranslation('needs');
  const name = useSubject();
  const place = cards[subject.kind];
  return (
    <header className={classes.head}>
      <h2>{[name(subject), children].filter(Boolean).join(': ')}</h2>
      <p className={classes.quiet}>
        {subject.customer}
        {subject.customer !== '' && subject.phone !== '' && ' · '}
        <PhoneText phone={subject.phone} />
      </p>
      {place && <a href={link(place, subject.id)}>{t(`card.${subject.kind}`)}</a>}
    </header>
  );
}
