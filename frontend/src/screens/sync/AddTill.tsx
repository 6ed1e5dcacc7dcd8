import { Button, Radio, Stack } from '@mantine/core';
import { useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { copyText, useCommand, type Result } from '../../bridge';
import { formatTime } from '../../format';
import { ErrorLine, say, ShapeIcon, SidePanel } from '../../ui';
import { QrCode } from './QrCode';
import classes from './Sync.module.css';

type Role = Result<'sync.invite'>['role'];

const roles: readonly Role[] = ['clerk', 'manager', 'owner'];

/** Lets one more till in: what it may see, then an invite to be scanned or typed there. */
export function AddTill({ onClose }: { onClose: () => void }) {
  const { t } = useTranslation('sync');
  const [role, setRole] = useState<Role>('clerk');
  const invite = useCommand('sync.invite');
  return (
    <SidePanel title={t('add')} onClose={onClose}>
      {invite.data ? (
        <Invite invite={invite.data} onAgain={invite.reset} />
      ) : (
        <form
          className={classes.form}
          onSubmit={(event) => {
            event.preventDefault();
            invite.mutate({ role });
          }}
        >
          <Radio.Group
            label={t('add.role')}
            value={role}
            onChange={(value) => setRole(roles.find((each) => each === value) ?? 'clerk')}
          >
            <Stack gap="sm" mt="xs">
              {roles.map((each, at) => (
                <Radio
                  key={each}
                  value={each}
                  label={t(`role.${each}`)}
                  description={t(`role.${each}.note`)}
                  data-autofocus={at === 0 ? true : undefined}
                />
              ))}
            </Stack>
          </Radio.Group>
          <ErrorLine error={invite.error} />
          <Button type="submit" variant="filled" loading={invite.isPending}>
            {t('add.do')}
          </Button>
        </form>
      )}
    </SidePanel>
  );
}

function Invite({ invite, onAgain }: { invite: Result<'sync.invite'>; onAgain: () => void }) {
  const { t, i18n } = useTranslation('sync');
  const text = useRef<HTMLTextAreaElement>(null);
  async function copy() {
    if (await copyText(invite.text)) say(t('invite.copied'));
    else text.current?.select();
  }
  return (
    <div className={classes.form}>
      <p>{t('invite.lead')}</p>
      {invite.here_only && (
        <p className={classes.warning}>
          <ShapeIcon shape="waits" />
          {t('invite.here')}
        </p>
      )}
      <QrCode rows={invite.qr} label={t('invite.qr')} />
      <textarea
        ref={text}
        className={classes.invite}
        readOnly
        rows={3}
        aria-label={t('invite.text')}
        value={invite.text}
        onFocus={(event) => event.currentTarget.select()}
      />
      <p className={classes.quiet}>
        {t('invite.for', { role: t(`role.${invite.role}`) })}{' '}
        {t('invite.expires', { at: formatTime(invite.expires_at, i18n.language) })}
      </p>
      <div className={classes.buttons}>
        <Button onClick={() => void copy()}>{t('invite.copy')}</Button>
        <Button variant="subtle" onClick={onAgain}>
          {t('invite.again')}
        </Button>
      </div>
    </div>
  );
}
