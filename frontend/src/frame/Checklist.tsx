import { Button, CloseButton } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDesk, type Result } from '../bridge';
import { registry } from '../commands';
import { useDeskState, useRight } from '../desk';
import { useOwnSetting } from '../desk/settings';
import { go } from '../route';
import { scannerHeard } from '../scan';
import { ShapeIcon } from '../ui';
import classes from './Checklist.module.css';

type Step = keyof Result<'desk.checklist'> | 'scanner';

/** What a new shop has before it, in the order in which it is wanted, and what its button does. */
const steps: readonly { step: Step; begin: () => void }[] = [
  { step: 'product', begin: () => go('goods', 'new') },
  // On the counter the field for the scan is what is wanted.
  { step: 'sale', begin: () => registry.run('counter.find') || go('counter') },
  { step: 'printer', begin: () => go('settings', 'printers') },
  { step: 'scanner', begin: () => go('settings', 'scanner') },
  { step: 'backup', begin: () => go('settings', 'data') },
];

/** Stands in the settings once the list was sent away. */
const hidden = 'hidden';

/**
 * What a new shop still has before it, until all is done or it is sent away. Nothing here is ticked by hand: the desk
 * knows, and this screen whether it has heard a scanner. Whoever may not set the shop up does not see it, and a demo shop has nothing to be set up.
 */
export function Checklist() {
  const may = useRight('settings');
  const { demo } = useDeskState();
  const [kept, keep] = useOwnSetting('checklist');
  return may && !demo && kept !== hidden ? <Open onHide={() => keep(hidden)} /> : null;
}

function Open({ onHide }: { onHide: () => void }) {
  const { t } = useTranslation('checklist');
  // A copy of the shop is no change of it, so no event tells of it: the list is asked for each time it is shown.
  const { data } = useDesk('desk.checklist', {}, { fresh: true });
  const done: Record<Step, boolean> | undefined = data && { ...data, scanner: scannerHeard() };
  if (!done || steps.every(({ step }) => done[step])) return null;
  return (
    <section className={classes.list} aria-label={t('title')}>
      <header className={classes.head}>
        <strong>{t('title')}</strong>
        <span className={classes.quiet}>
          {t('done', { done: steps.filter(({ step }) => done[step]).length, all: steps.length })}
        </span>
        <CloseButton className={classes.close} size="sm" aria-label={t('hide')} onClick={onHide} />
      </header>
      <ul className={classes.steps}>
        {steps.map(({ step, begin }) => (
          <li key={step} className={classes.step} data-done={done[step]}>
            <span
              className={classes.mark}
              role="img"
              aria-label={t(done[step] ? 'state.done' : 'state.open')}
            >
              {done[step] && <ShapeIcon shape="done" />}
            </span>
            <span className={classes.words}>{t(step)}</span>
            {!done[step] && (
              <Button size="compact-md" variant="subtle" onClick={begin}>
                {t(`${step}.do`)}
              </Button>
            )}
          </li>
        ))}
      </ul>
    </section>
  );
}
