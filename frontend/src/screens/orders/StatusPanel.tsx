import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { moveInside, SidePanel, type OrderStatus } from '../../ui';
import classes from './Orders.module.css';

type Props = {
  title: string;
  steps: readonly OrderStatus[];
  onStep: (to: OrderStatus) => void;
  onClose: () => void;
};

/** Chooses the state that an order, or all that are selected, goes to. */
export function StatusPanel({ title, steps, onStep, onClose }: Props) {
  const { t } = useTranslation('orders');
  return (
    <SidePanel title={title} onClose={onClose} width={340}>
      <div className={classes.steps} role="menu" tabIndex={-1} aria-label={title} onKeyDown={moveInside}>
        {steps.map((to, at) => (
          <Button
            key={to}
            role="menuitem"
            fullWidth
            justify="flex-start"
            variant={at === 0 && to !== 'cancelled' ? 'filled' : 'default'}
            data-autofocus={at === 0 || undefined}
            className={to === 'cancelled' ? classes.risk : undefined}
            onClick={() => onStep(to)}
          >
            {to === 'cancelled' ? t('cancel.start') : t(`words:status.${to}`)}
          </Button>
        ))}
      </div>
      {steps.length === 0 && <p className={classes.quiet}>{t('steps.none')}</p>}
    </SidePanel>
  );
}
