import { Button, NativeSelect, Switch, TextInput } from '@mantine/core';
import { useState, type FormEvent } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useDesk, type Params, type Result } from '../../bridge';
import { ErrorLine, SidePanel, StatusBadge } from '../../ui';
import { PinField } from './OwnPin';
import classes from './Settings.module.css';

type User = Result<'users.list'>[number];
type Draft = Params<'users.save'>;

const roles = ['owner', 'manager', 'clerk'] as const;

/** The people of the shop, what each may do, and their PINs. */
export function UsersPart() {
  const { t } = useTranslation('settings');
  const { data, error } = useDesk('users.list', {});
  const [editing, setEditing] = useState<Draft | undefined>();
  return (
    <div className={classes.beside}>
      <div>
        <ErrorLine error={error} />
        <table className={classes.table}>
          <thead>
            <tr>
              <th>{t('users.name')}</th>
              <th>{t('users.role')}</th>
              <th>{t('users.state')}</th>
            </tr>
          </thead>
          <tbody>
            {data?.map((user) => (
              <tr key={user.id}>
                <td>
                  <Button
                    ml={-8}
                    size="compact-md"
                    variant="subtle"
                    onClick={() => setEditing(draftOf(user))}
                  >
                    {user.name}
                  </Button>
                </td>
                <td>{t(`role.${user.role}`)}</td>
                <td>
                  <State user={user} />
                </td>
              </tr>
            ))}
          </tbody>
        </table>
        <Button mt="md" onClick={() => setEditing({ id: '', name: '', role: 'clerk', active: true })}>
          {t('users.add')}
        </Button>
      </div>
      {editing && <Person key={editing.id} first={editing} onClose={() => setEditing(undefined)} />}
    </div>
  );
}

function draftOf({ id, name, role, active, language }: User): Draft {
  return { id, name, role, active, language };
}

function State({ user }: { user: User }) {
  const { t } = useTranslation('settings');
  if (!user.active) return <StatusBadge tone="plain">{t('users.away')}</StatusBadge>;
  return user.has_pin ? (
    <StatusBadge tone="accent">{t('users.active')}</StatusBadge>
  ) : (
    <StatusBadge tone="waits">{t('users.nopin')}</StatusBadge>
  );
}

function Person({ first, onClose }: { first: Draft; onClose: () => void }) {
  const { t } = useTranslation('settings');
  const [draft, setDraft] = useState(first);
  const [pin, setPin] = useState('');
  const save = useCommand('users.save', { done: onClose });
  const set = (part: Partial<Draft>) => setDraft({ ...draft, ...part });
  function submit(event: FormEvent) {
    event.preventDefault();
    save.mutate({ ...draft, name: draft.name.trim(), ...(pin !== '' && { pin }) });
  }
  return (
    <SidePanel title={first.id === '' ? t('users.add') : first.name} onClose={onClose} width={380}>
      <form className={classes.fields} onSubmit={submit}>
        <TextInput
          data-autofocus
          label={t('users.name')}
          value={draft.name}
          onChange={(event) => set({ name: event.currentTarget.value })}
        />
        <NativeSelect
          label={t('users.role')}
          description={t(`role.${draft.role}.note`)}
          value={draft.role}
          data={roles.map((role) => ({ value: role, label: t(`role.${role}`) }))}
          onChange={(event) =>
            set({ role: roles.find((role) => role === event.currentTarget.value) ?? draft.role })
          }
        />
        <PinField
          label={t('users.pin')}
          description={first.id === '' ? t('users.pin.new') : t('users.pin.keep')}
          value={pin}
          onChange={setPin}
        />
        <Switch
          label={t('users.works')}
          description={t('users.works.note')}
          checked={draft.active}
          onChange={(event) => set({ active: event.currentTarget.checked })}
        />
        <ErrorLine error={save.error} />
        <Button type="submit" variant="filled" loading={save.isPending}>
          {t('save')}
        </Button>
      </form>
    </SidePanel>
  );
}
