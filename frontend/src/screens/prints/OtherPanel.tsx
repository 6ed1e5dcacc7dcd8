import { Button } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useCommand, useDesk } from '../../bridge';
import { ErrorLine, moveInside, say, SidePanel } from '../../ui';
import classes from './Prints.module.css';

/** Sends what is left of a job to another printer of this till. */
export function OtherPanel({ id, onClose }: { id: string; onClose: () => void }) {
  const { t } = useTranslation('prints');
  const { data, error } = useDesk('prints.printers', {});
  const other = useCommand('prints.redirect', {
    done: () => {
      say(t('other.done'));
      onClose();
    },
  });
  const choices = [
    { address: '', title: t('other.usual') },
    ...(data ?? []).map(({ address, title }) => ({
      address,
      title: address.startsWith('folder:') ? t('other.folder') : title,
    })),
  ];
  return (
    <SidePanel title={t('other')} onClose={onClose} width={360}>
      <ErrorLine error={error ?? other.error} />
      <div className={classes.form} role="menu" tabIndex={-1} aria-label={t('other')} onKeyDown={moveInside}>
        {choices.map(({ address, title }, at) => (
          <Button
            key={address}
            role="menuitem"
            fullWidth
            justify="flex-start"
            data-autofocus={at === 0 || undefined}
            disabled={other.isPending}
            onClick={() => other.mutate({ id, address })}
          >
            {title}
          </Button>
        ))}
      </div>
    </SidePanel>
  );
}
