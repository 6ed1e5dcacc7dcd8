import { CloseButton } from '@mantine/core';
import { useEffect, useId, useRef, type ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommands } from '../commands';
import classes from './SidePanel.module.css';

type Props = {
  title: string;
  onClose: () => void;
  children: ReactNode;
  /** Stays at the foot while the content scrolls: the buttons. */
  foot?: ReactNode;
  /** Pixels. */
  width?: number;
};

/** A panel at the right of the screen. It takes the focus, Esc closes it, and the focus goes back where it was. */
export function SidePanel({ title, onClose, children, foot, width = 420 }: Props) {
  const { t } = useTranslation('ui');
  const heading = useId();
  const panel = useRef<HTMLElement>(null);
  useCommands({ 'ui.close': onClose }, { over: true });
  useEffect(() => {
    const before = document.activeElement;
    const inside = panel.current;
    if (inside && !inside.contains(before)) (firstIn(inside) ?? inside).focus();
    return () => {
      // Only when the focus was left inside: a person may have gone elsewhere meanwhile.
      const now = document.activeElement;
      if (before instanceof HTMLElement && (now === document.body || now === null || inside?.contains(now)))
        before.focus();
    };
  }, []);
  const arrived = useRef(false);
  useEffect(() => {
    if (arrived.current || !panel.current) return;
    // What the panel shows may come after it; until then the panel itself has the focus.
    const first = firstIn(panel.current);
    arrived.current = first !== null;
    if (document.activeElement === panel.current) first?.focus();
  });
  return (
    <section ref={panel} className={classes.panel} style={{ width }} aria-labelledby={heading} tabIndex={-1}>
      <header className={classes.head}>
        <h2 id={heading}>{title}</h2>
        <CloseButton aria-label={t('close')} onClick={onClose} />
      </header>
      <div className={classes.body}>{children}</div>
      {foot && <footer className={classes.foot}>{foot}</footer>}
    </section>
  );
}

/** What takes the focus of a panel. */
function firstIn(panel: HTMLElement): HTMLElement | null {
  return (
    panel.querySelector<HTMLElement>('[data-autofocus]') ??
    panel.querySelector<HTMLElement>('input, select, textarea')
  );
}
