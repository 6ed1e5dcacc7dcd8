import type { ReactNode } from 'react';
import classes from './StartCard.module.css';

/** All that a till shows which has no shop to show yet. */
export function StartCard({
  title,
  wide = false,
  children,
}: {
  title: string;
  wide?: boolean;
  children: ReactNode;
}) {
  return (
    <main className={classes.start}>
      <div className={wide ? `${classes.card} ${classes.wide}` : classes.card}>
        <h1 className={classes.title}>{title}</h1>
        {children}
      </div>
    </main>
  );
}

/** A sentence below the title of the card; `role` where it changes by itself. */
export function Lead({ role, children }: { role?: 'status'; children: ReactNode }) {
  return (
    <p className={classes.lead} role={role}>
      {children}
    </p>
  );
}
