import { useLayoutEffect, useRef, type ReactNode } from 'react';
import { KeyHint, useCommands } from '../commands';
import { go, link } from '../route';
import classes from './CardPage.module.css';
import { ErrorLine } from './ErrorLine';
import { Spring } from './ListPage';
import { useFocusHome } from './useFocusHome';

type Props = {
  title: string;
  /** The list that the card belongs to, and how it is called on the way back. */
  list: readonly string[];
  back: string;
  /** Beside the title: what is to be known at once. */
  marks?: ReactNode;
  /** At the right: what can be done with all of it. */
  tools: ReactNode;
  children: ReactNode;
};

/**
 * The frame of a card that is edited. The focus is at home before its first field, or in the one that asks for it: what
 * is typed by mistake changes no card.
 */
export function CardPage({ title, list, back, marks, tools, children }: Props) {
  const inside = useRef<HTMLDivElement>(null);
  const home = useRef<HTMLElement>(null);
  useLayoutEffect(() => {
    home.current = inside.current?.querySelector<HTMLElement>('[data-autofocus]') ?? inside.current;
  });
  useFocusHome(home);
  return (
    <article className={classes.card} aria-label={title}>
      <header className={classes.head}>
        <BackLink list={list} label={back} />
        <h1>{title}</h1>
        {marks}
        <Spring />
        {tools}
      </header>
      <div ref={inside} className={classes.inside} tabIndex={-1}>
        {children}
      </div>
    </article>
  );
}

/** What stands where a card would, if there is none. */
export function NoCard({ list, back, error }: { list: readonly string[]; back: string; error: unknown }) {
  useCommands({ 'ui.close': () => go(...list) });
  return (
    <div className={classes.card}>
      <ErrorLine error={error} />
      <p>
        <a href={link(...list)}>{back}</a>
      </p>
    </div>
  );
}

/** An arrow back to the list, with the key that leads there. */
export function BackLink({ list, label }: { list: readonly string[]; label: string }) {
  return (
    <a className={classes.back} href={link(...list)} aria-label={label}>
      <span aria-hidden="true">←</span>
      <KeyHint command="ui.close" />
    </a>
  );
}
