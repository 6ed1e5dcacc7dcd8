import { Button } from '@mantine/core';
import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../../bridge';
import {
  areaOf,
  catalogue,
  clashes,
  KeyHint,
  keyCaps,
  keyName,
  labelOf,
  registry,
  type Declared,
} from '../../commands';
import { useDeskState } from '../../desk';
import { keySetting, noKey } from '../../desk/settings';
import { ErrorLine } from '../../ui';
import classes from './Settings.module.css';

/** Every command with its key; a key that another command has already is refused. */
export function KeysPart() {
  const { t } = useTranslation('settings');
  const { settings } = useDeskState();
  const [waiting, setWaiting] = useState<string | undefined>();
  const [refused, setRefused] = useState<{ key: string; by: string } | undefined>();
  const set = useCommand('settings.set');

  function choose(command: string, key: string) {
    setWaiting(undefined);
    const by = clashing(command, key);
    setRefused(by === undefined ? undefined : { key, by });
    if (by === undefined) set.mutate({ key: keySetting(command), value: key });
  }

  return (
    <>
      <p className={classes.note}>{t('keys.lead')}</p>
      <div role="status">
        {refused && <p>{t('keys.clash', { key: keyCaps(refused.key), command: t(labelOf(refused.by)) })}</p>}
      </div>
      <ErrorLine error={set.error} />
      <table className={classes.table}>
        <tbody>
          {catalogue.map((command) => (
            <tr key={command.id}>
              <td>{t(`${areaOf(command.id)}:area`)}</td>
              <td>{t(labelOf(command.id))}</td>
              <td>
                <KeyHint command={command.id} />
              </td>
              <td>
                <div className={classes.line}>
                  {waiting === command.id ? (
                    <Waiting
                      onKey={(key) => choose(command.id, key)}
                      onCancel={() => setWaiting(undefined)}
                    />
                  ) : (
                    <>
                      <Button
                        size="compact-md"
                        aria-label={t('keys.change.of', { command: t(labelOf(command.id)) })}
                        onClick={() => setWaiting(command.id)}
                      >
                        {t('keys.change')}
                      </Button>
                      {settings[keySetting(command.id)] && (
                        <Button size="compact-md" variant="subtle" onClick={() => choose(command.id, '')}>
                          {t('keys.reset')}
                        </Button>
                      )}
                      {registry.keyOf(command.id) && (
                        <Button size="compact-md" variant="subtle" onClick={() => choose(command.id, noKey)}>
                          {t('keys.none')}
                        </Button>
                      )}
                    </>
                  )}
                </div>
              </td>
            </tr>
          ))}
        </tbody>
      </table>
    </>
  );
}

/** The command that already has the key that another is to get ("" for its default), if one has. */
function clashing(command: string, key: string): string | undefined {
  if (key === noKey) return undefined;
  const keyOf = ({ id, key: declared }: Declared) => (id === command ? key || declared : registry.keyOf(id));
  const pair = clashes(catalogue, keyOf).find((ids) => ids.includes(command));
  return pair?.find((id) => id !== command);
}

/** Waits for the next key; Esc leaves everything as it was. */
function Waiting({ onKey, onCancel }: { onKey: (key: string) => void; onCancel: () => void }) {
  const { t } = useTranslation('settings');
  useEffect(() => {
    function hear(event: KeyboardEvent) {
      const key = keyName(event);
      if (key === '') return;
      // Before any command hears it.
      event.preventDefault();
      event.stopImmediatePropagation();
      if (key === 'Escape') onCancel();
      else onKey(key);
    }
    window.addEventListener('keydown', hear, { capture: true });
    return () => window.removeEventListener('keydown', hear, { capture: true });
  });
  return <span role="status">{t('keys.press')}</span>;
}
