import { Button, Input, NativeSelect, SegmentedControl } from '@mantine/core';
import { useEffect } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand, useDesk, type Scanner } from '../../bridge';
import { useRight } from '../../desk';
import type { ScannerSettings } from '../../scan';
import { ErrorLine, StatusBadge, type Tone } from '../../ui';
import classes from './Scanner.module.css';
import settingsClasses from './Settings.module.css';

const modes = ['auto', 'port', 'off'] as const;
const bauds = [1200, 2400, 4800, 9600, 19_200, 38_400, 57_600, 115_200];

type Props = { settings: ScannerSettings; onChange: (part: Partial<ScannerSettings>) => void };

/** Scanners on a serial port or a USB cable that is one: which are heard, and how they are. */
export function SerialScanners({ settings: { serial }, onChange }: Props) {
  const { t } = useTranslation('settings');
  const { data: list } = useDesk('scanners.list', {}, { fresh: true });
  const { data: status } = useDesk('scanners.status', {}, { fresh: true });
  const may = useRight('settings');
  const change = (part: Partial<ScannerSettings['serial']>) => onChange({ serial: { ...serial, ...part } });
  const ports = (list?.ports ?? []).map(({ key, title, other }) => ({
    value: key,
    label: other ? `${title} · ${other}` : title,
  }));
  const away = serial.port !== '' && ports.every(({ value }) => value !== serial.port);
  return (
    <section className={settingsClasses.block} aria-label={t('serial')}>
      <h2>{t('serial')}</h2>
      <p className={settingsClasses.note}>{t('serial.text')}</p>
      <div className={settingsClasses.choice}>
        <Input.Label component="div">{t('serial.mode')}</Input.Label>
        <SegmentedControl
          aria-label={t('serial.mode')}
          value={serial.mode}
          data={modes.map((mode) => ({ value: mode, label: t(`serial.mode.${mode}`) }))}
          onChange={(mode) => change({ mode: modes.find((each) => each === mode) ?? 'auto' })}
        />
      </div>
      {serial.mode === 'port' && (
        <div className={settingsClasses.line}>
          <NativeSelect
            label={t('serial.port')}
            value={serial.port}
            data={[
              { value: '', label: t('serial.port.none') },
              ...ports,
              ...(away ? [{ value: serial.port, label: t('serial.port.away', { port: serial.port }) }] : []),
            ]}
            onChange={(event) => change({ port: event.currentTarget.value })}
          />
          <NativeSelect
            label={t('serial.baud')}
            value={String(serial.baud)}
            data={bauds.map(String)}
            onChange={(event) => change({ baud: Number(event.currentTarget.value) })}
          />
        </div>
      )}
      <ul className={classes.ports}>
        {(status?.scanners ?? []).map((scanner) => (
          <Port key={scanner.port} scanner={scanner} />
        ))}
      </ul>
      {serial.mode !== 'off' && status?.scanners.length === 0 && (
        <p className={settingsClasses.note}>{t('serial.none')}</p>
      )}
      {(status?.problem || list?.problem) && (
        <p role="alert">{t('serial.problem', { problem: status?.problem ?? list?.problem })}</p>
      )}
      {may && <Trial onChoose={(port) => change({ mode: 'port', port })} />}
    </section>
  );
}

const tones: Record<Scanner['state'], Tone> = {
  waiting: 'plain',
  open: 'done',
  lost: 'waits',
  refused: 'waits',
  no_permission: 'waits',
  failed: 'waits',
  ended: 'plain',
};

function Port({ scanner }: { scanner: Scanner }) {
  const { t } = useTranslation('settings');
  const { title, port, state, group, why, noise, codes, last } = scanner;
  return (
    <li>
      <strong>{title}</strong>
      <span>{port}</span>
      <StatusBadge tone={tones[state]}>{t(`serial.state.${state}`, { group, why })}</StatusBadge>
      {codes > 0 && <span>{t('serial.codes', { count: codes, last })}</span>}
      {noise && <span>{t('serial.noise')}</span>}
    </li>
  );
}

/** Listens on every free port for a minute: the one that gives a code is the scanner's. */
function Trial({ onChoose }: { onChoose: (port: string) => void }) {
  const { t } = useTranslation('settings');
  const { data: status } = useDesk('scanners.status', {}, { fresh: true });
  const attempt = useCommand('scanners.try');
  const off = attempt.mutate;
  const trial = status?.try;
  const heard = trial?.ports.filter(({ codes }) => codes > 0) ?? [];
  const trying = trial !== undefined;
  // Ports are not held while nobody looks.
  useEffect(() => (trying ? () => off({ on: false }) : undefined), [trying, off]);
  return (
    <>
      <Button loading={attempt.isPending} onClick={() => attempt.mutate({ on: !trying })}>
        {t(trying ? 'serial.try.stop' : 'serial.try')}
      </Button>
      <p role="status" className={settingsClasses.note}>
        {trying && heard.length === 0 && t('serial.trying', { count: trial.ports.length })}
      </p>
      {heard.map(({ key, title, last }) => (
        <div key={key} className={settingsClasses.line}>
          <span>{t('serial.heard', { title, last })}</span>
          <Button size="compact-md" onClick={() => onChoose(key)}>
            {t('serial.choose')}
          </Button>
        </div>
      ))}
      <ErrorLine error={attempt.error} />
    </>
  );
}
