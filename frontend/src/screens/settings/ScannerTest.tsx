import { Button } from '@mantine/core';
import { useCallback, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../../commands';
import {
  scansOf,
  study,
  testRows,
  useRawKeys,
  type Finding,
  type RawKey,
  type ScannerSettings,
} from '../../scan';
import { ShapeIcon } from '../../ui';
import { QrCode } from '../sync/QrCode';
import classes from './Scanner.module.css';
import settingsClasses from './Settings.module.css';

const scans_wanted = 3;
/** After this long without a key the third scan is whole. */
const done_ms = 700;

type Props = {
  settings: ScannerSettings;
  /** Something was set before. */
  changed: boolean;
  onChange: (part: Partial<ScannerSettings>) => void;
  onReset: () => void;
};

/** Three scans of any code tell what the scanner and the system do; what is wrong is set right by one button. */
export function ScannerTest({ settings, changed, onChange, onReset }: Props) {
  const { t } = useTranslation('settings');
  const [keys, setKeys] = useState<readonly RawKey[]>([]);
  const [listening, setListening] = useState(false);
  const scans = scansOf(keys);
  const stop = useCallback(() => setListening(false), []);
  useRawKeys((key) => setKeys((before) => [...before, key]), listening);
  useCommands({ 'ui.close': stop }, { over: true, when: listening });
  useEffect(() => {
    if (!listening || scans.length < scans_wanted) return undefined;
    const whole = setTimeout(stop, done_ms);
    return () => clearTimeout(whole);
  }, [listening, keys, scans.length, stop]);

  function start() {
    setKeys([]);
    setListening(true);
  }

  return (
    <section className={settingsClasses.block} aria-label={t('scanner.test')}>
      <h2>{t('scanner.test')}</h2>
      <div className={classes.test}>
        <div>
          <p className={settingsClasses.note}>{t('scanner.test.text')}</p>
          <p className={classes.buttons}>
            <StartButton listening={listening} again={keys.length > 0} onStart={start} onStop={stop} />
            {changed && !listening && (
              <Button variant="subtle" onClick={onReset}>
                {t('scanner.reset')}
              </Button>
            )}
          </p>
          <p role="status" className={classes.waiting} data-on={listening}>
            {listening && t('scanner.listening', { scan: Math.min(scans.length + 1, scans_wanted) })}
          </p>
        </div>
        <figure className={classes.code}>
          <QrCode rows={testRows} label={t('scanner.testcode')} />
          <figcaption>{t('scanner.testcode')}</figcaption>
        </figure>
      </div>
      {scans.length > 0 && <RawScans scans={scans.slice(0, scans_wanted)} />}
      {!listening && scans.length > 0 && (
        <Told scans={scans.slice(0, scans_wanted)} settings={settings} onChange={onChange} />
      )}
    </section>
  );
}

type StartProps = { listening: boolean; again: boolean; onStart: () => void; onStop: () => void };

function StartButton({ listening, again, onStart, onStop }: StartProps) {
  const { t } = useTranslation('settings');
  if (listening) return <Button onClick={onStop}>{t('scanner.stop')}</Button>;
  return (
    <Button variant="filled" onClick={onStart}>
      {t(again ? 'scanner.again' : 'scanner.start')}
    </Button>
  );
}

/** The keys of each scan: its place, what it types here, and the time since the one before. */
function RawScans({ scans }: { scans: readonly RawKey[][] }) {
  const { t } = useTranslation('settings');
  const pressed = scans.map((scan) =>
    scan.filter(({ up, code }) => !up && !/^(Shift|Control|Alt)/.test(code)),
  );
  return (
    <ol className={classes.scans} aria-label={t('scanner.keys')}>
      {pressed.map((scan) => (
        <li key={scan[0]?.at_ms}>
          {scan.map(({ code, key, at_ms, shiftKey, ctrlKey, altKey }, at) => (
            <span key={at_ms + code} className={classes.key}>
              <small>
                {[ctrlKey && 'Ctrl', altKey && 'Alt', shiftKey && '⇧', code].filter(Boolean).join(' ')}
              </small>
              <b>{key === ' ' ? '␣' : key}</b>
              <small>
                {at === 0 ? '' : t('scanner.gap', { gap: Math.round(at_ms - (scan[at - 1]?.at_ms ?? 0)) })}
              </small>
            </span>
          ))}
        </li>
      ))}
    </ol>
  );
}

type ToldProps = {
  scans: readonly RawKey[][];
  settings: ScannerSettings;
  onChange: (part: Partial<ScannerSettings>) => void;
};

function Told({ scans, settings, onChange }: ToldProps) {
  const { t } = useTranslation('settings');
  // What was wrong is said of the settings as they were when it was tried.
  const [tried] = useState(settings);
  const [set, setSet] = useState(false);
  const { texts, findings, change } = study(scans, tried);
  const wrong = Object.keys(change).length > 0;
  return (
    <div className={classes.told}>
      <p>
        {t('scanner.read')} <code className={classes.text}>{[...new Set(texts)].map(shown).join(' · ')}</code>
      </p>
      <ul className={classes.findings}>
        {findings.map((finding) => (
          <Line key={finding.name} finding={finding} />
        ))}
      </ul>
      {wrong && !set && (
        <Button
          variant="filled"
          onClick={() => {
            onChange(change);
            setSet(true);
          }}
        >
          {t('scanner.mend')}
        </Button>
      )}
      <p role="status" className={classes.done}>
        {set && t('scanner.mended')}
        {!wrong && findings.every(({ amiss }) => !amiss) && t('scanner.well')}
      </p>
    </div>
  );
}

function Line({ finding: { name, amiss, args } }: { finding: Finding }) {
  const { t } = useTranslation('settings');
  return (
    <li data-amiss={amiss}>
      <ShapeIcon shape={amiss ? 'waits' : 'done'} />
      <span>{t(`found.${name}`, args)}</span>
    </li>
  );
}

/** A code with its separators to be seen. */
function shown(text: string): string {
  return text.replaceAll('\u001d', '⟨GS⟩');
}
