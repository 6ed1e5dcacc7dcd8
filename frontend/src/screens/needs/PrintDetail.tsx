import { useTranslation } from 'react-i18next';
import { DeskError, useCommand, type Print } from '../../bridge';
import { useRight } from '../../desk';
import { formatTime } from '../../format';
import { go, link } from '../../route';
import { ErrorLine, say, useErrorText } from '../../ui';
import { usePrintOf } from '../orders/printed';
import { Answers } from './Answers';
import classes from './Needs.module.css';

/** A paper that did not come out. What it is of is saved. */
export function PrintDetail({ print }: { print: Print }) {
  const { t, i18n } = useTranslation('needs');
  const reason = useErrorText();
  const settings = useRight('settings');
  const of = usePrintOf();
  const again = useCommand('prints.again', { done: () => void say(t('print.queued')) });
  const dismiss = useCommand('prints.dismiss', { done: () => void say(t('print.dismissed')) });
  // Of papers that were asked for together a person says in the queue what came out.
  const number = of(print);
  const ofRun = print.run_id !== undefined;
  const known = i18n.exists(`errors:${print.error}`);
  return (
    <>
      <header className={classes.head}>
        <h2>
          {ofRun ? t('print.run', { number, place: print.place }) : t(`print.${print.document}`, { number })}
        </h2>
        <p className={classes.quiet}>
          {[print.user, print.printer, formatTime(print.at, i18n.language)].filter(Boolean).join(' · ')}
        </p>
        {print.order_id && <a href={link('orders', print.order_id)}>{t('card.order')}</a>}
      </header>
      <p className={classes.lead}>
        {known
          ? reason(new DeskError({ code: print.error }))
          : t(print.of ? 'print.lead.paper' : 'print.lead', { why: print.error })}
      </p>
      <ErrorLine error={again.error ?? dismiss.error} />
      <Answers
        busy={again.isPending || dismiss.isPending}
        answers={[
          ...(ofRun
            ? [
                {
                  key: 'queue',
                  label: t('answer.queue'),
                  follows: t('follows.queue'),
                  run: () => go('prints'),
                },
              ]
            : [
                {
                  key: 'again',
                  label: t('answer.print'),
                  follows: t('follows.print'),
                  run: () => again.mutate({ id: print.id }),
                },
                {
                  key: 'dismiss',
                  label: t('answer.dismiss'),
                  follows: t(print.of ? 'follows.dismiss.paper' : 'follows.dismiss'),
                  run: () => dismiss.mutate({ id: print.id }),
                },
              ]),
          {
            key: 'printers',
            label: t('answer.printers'),
            follows: t('follows.printers'),
            refused: settings
              ? undefined
              : reason(new DeskError({ code: 'right', args: { right: 'settings' } })),
            run: () => go('settings', 'printers'),
          },
        ]}
      />
    </>
  );
}
