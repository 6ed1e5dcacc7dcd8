import { useTranslation } from 'react-i18next';
import type { Print } from '../../bridge';
import { formatTime } from '../../format';
import { StatusBadge } from '../../ui';
import classes from './Orders.module.css';
import { tones, usePrinted, usePrintNotes } from './printed';

/** What was printed of an order; copies are told from the original. */
export function Prints({ prints }: { prints: readonly Print[] }) {
  const { t, i18n } = useTranslation('orders');
  const printed = usePrinted();
  const notes = usePrintNotes();
  if (prints.length === 0) return null;
  return (
    <section className={classes.block} aria-label={t('prints')}>
      <header>
        <h2>{t('prints')}</h2>
      </header>
      <ul className={classes.entries}>
        {prints.map((print) => (
          <li key={print.id}>
            <span>
              {t(`document.${print.document}`)}
              {print.copy > 0 && `, ${t('print.copy', { count: print.copy })}`}
              <span className={classes.quiet}>
                {` · ${[formatTime(print.at, i18n.language), print.user].filter(Boolean).join(' · ')}`}
              </span>
              {print.notes && (
                <>
                  <br />
                  <span className={classes.quiet}>{notes(print)}</span>
                </>
              )}
            </span>
            <StatusBadge tone={tones[print.state]}>{printed(print)}</StatusBadge>
          </li>
        ))}
      </ul>
    </section>
  );
}
