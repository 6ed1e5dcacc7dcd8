import { useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { KeyHint } from '../commands';
import { useDeskState } from '../desk';
import { link } from '../route';
import { ShapeIcon } from '../ui';
import { safetyOf, type Safety } from './safety';
import classes from './SafetyBadge.module.css';

// A change is sent within a moment: that it is on its way is told only when it takes longer.
const settle_ms = 700;

/** How safe the work is, and how many things wait for a person: each one click from its list. */
export function SafetyBadge() {
  const { t } = useTranslation();
  const { sync } = useDeskState();
  const { state, count } = useSettled(safetyOf(sync));
  const sentence = t(count > 0 ? `safety.${state}.count` : `safety.${state}`, { count });
  return (
    <div className={classes.badges}>
      {sync.needs_you > 0 && (
        <a className={classes.badge} data-tone="waits" href={link('needs')} title={t('needs.hint')}>
          <ShapeIcon shape="waits" />
          {t('needs.count', { count: sync.needs_you })}
        </a>
      )}
      <a className={classes.badge} data-tone={tones[state]} href={link('sync')} title={sentence}>
        <SafetyShape state={state} />
        <span>{t(count > 0 ? `safe.${state}.count` : `safe.${state}`, { count })}</span>
        <KeyHint command="frame.sync" />
      </a>
    </div>
  );
}

/** Holds back for a moment what usually passes by itself, so that nothing flickers while a clerk works. */
function useSettled(now: Safety): Safety {
  const sending = now.state === 'sending';
  const [before, setBefore] = useState(now);
  const [late, setLate] = useState(sending);
  if (!sending && (before.state !== now.state || before.count !== now.count)) setBefore(now);
  if (!sending && late) setLate(false);
  useEffect(() => {
    if (!sending) return undefined;
    const timer = setTimeout(() => setLate(true), settle_ms);
    return () => clearTimeout(timer);
  }, [sending]);
  return sending && !late ? before : now;
}

const tones: Record<Safety['state'], string> = {
  alone: 'plain',
  loading: 'accent',
  stopped: 'danger',
  offline: 'plain',
  sending: 'accent',
  live: 'accent',
};

const shapes: Record<Safety['state'], string> = {
  alone: 'M1.5 2h9v6h-9zM4 10.5h4',
  loading: 'M6 1.5v7M3 6l3 3l3-3M2 10.8h8',
  stopped: 'M6 1L11 10.5H1zM6 4.5v3M6 8.6v.6',
  offline: 'M6 2a4 4 0 1 1 0 8a4 4 0 0 1 0-8zM3.2 8.8l5.6-5.6',
  sending: 'M3.5 10.5v-9M1.3 3.7l2.2-2.2l2.2 2.2M8.5 1.5v9M6.3 8.3l2.2 2.2l2.2-2.2',
  live: 'M1.5 6.5l3 3l6-7',
};

/** The shape of how safe the work is; each state has its own. */
export function SafetyShape({ state }: { state: Safety['state'] }) {
  return (
    <svg
      width="12"
      height="12"
      viewBox="0 0 12 12"
      fill="none"
      stroke="currentColor"
      strokeWidth="1.6"
      strokeLinecap="round"
      strokeLinejoin="round"
      aria-hidden="true"
      style={{ flex: 'none' }}
    >
      <path d={shapes[state]} />
    </svg>
  );
}
