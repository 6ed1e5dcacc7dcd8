import type { ReactNode } from 'react';
import { useTranslation } from 'react-i18next';
import classes from './ListPage.module.css';

type Props = {
  title: string;
  /** Beside the title: the search field and the button that makes a new one. */
  tools: ReactNode;
  /** Below: filters. */
  filters?: ReactNode;
  /** The grid. */
  children: ReactNode;
  /** What the whole list comes to. */
  foot?: ReactNode;
  /** A panel at the right. */
  side?: ReactNode;
};

/** The frame of a list: search and filters above, the rows, and what they come to below. */
export function ListPage({ title, tools, filters, children, foot, side }: Props) {
  const { t } = useTranslation('list');
  return (
    <div className={classes.page}>
      <div className={classes.list}>
        <div className={classes.bar}>
          <h1 className={classes.title}>{title}</h1>
          {tools}
        </div>
        {filters && (
          <div className={`${classes.bar} ${classes.filters}`} role="group" aria-label={t('filters')}>
            {filters}
          </div>
        )}
        <div className={classes.rows}>{children}</div>
        {foot && <footer className={classes.foot}>{foot}</footer>}
      </div>
      {side}
    </div>
  );
}

/** Pushes what follows to the right end of a bar. */
export function Spring() {
  return <span className={classes.spring} />;
}
