import { useEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, type Need } from '../../bridge';
import { useCommands } from '../../commands';
import type { ScreenProps } from '../../frame/places';
import { link } from '../../route';
import { EmptyState, ErrorLine, useFocusHome } from '../../ui';
import { ClashDetail } from './ClashDetail';
import { matterId, shownAt, standingOn, type Shown } from './matter';
import { MatterRow } from './MatterRow';
import classes from './Needs.module.css';
import { PrintDetail } from './PrintDetail';
import { RefusedDetail } from './RefusedDetail';
import { ShortageDetail } from './ShortageDetail';

/** All that waits for a person, in one list; the current matter stands beside it with its answers. */
export function Screen({ path: [id] }: ScreenProps) {
  const { t } = useTranslation('needs');
  const { data, error } = useDesk('needs.list', {});
  return (
    <>
      <ErrorLine error={error} />
      {data && data.items.length === 0 && <EmptyState title={t('none')} text={t('none.text')} />}
      {data && data.items.length > 0 && <Matters items={data.items} id={id} />}
    </>
  );
}

function Matters({ items, id }: { items: readonly Need[]; id: string | undefined }) {
  const { t } = useTranslation('needs');
  const list = useRef<HTMLDivElement>(null);
  const detail = useRef<HTMLElement>(null);
  const [before, setBefore] = useState<Shown>({ id: undefined, at: 0 });
  const at = shownAt(items, id, before);
  const matter = items[at];
  const shown = matter && matterId(matter);
  if (before.id !== shown || before.at !== at) setBefore({ id: shown, at });
  useFocusHome(list);
  useEffect(() => {
    list.current?.querySelector('[aria-selected="true"]')?.scrollIntoView({ block: 'nearest' });
  }, [at]);

  const show = (to: number) => {
    const next = items[Math.min(Math.max(to, 0), items.length - 1)];
    // One step back leads out of the list, not through all that was looked at.
    if (next) location.replace(link('needs', matterId(next)));
  };
  const toAnswers = () => detail.current?.querySelector<HTMLElement>('ul button:not(:disabled)')?.focus();
  useCommands({
    'needs.next': () => show(at + 1),
    'needs.previous': () => show(at - 1),
    'needs.open': { run: toAnswers, when: () => document.activeElement === list.current },
    'ui.close': { run: () => list.current?.focus(), when: () => document.activeElement !== list.current },
  });

  return (
    <div className={classes.page}>
      <div className={classes.side}>
        <h1 className={classes.title}>{t('title')}</h1>
        <div
          ref={list}
          className={classes.list}
          role="listbox"
          aria-label={t('list')}
          aria-activedescendant={`matter-${at}`}
          tabIndex={0}
          onKeyDown={(event) => {
            const to = { ArrowDown: at + 1, ArrowUp: at - 1, Home: 0, End: items.length - 1 }[event.key];
            if (to === undefined) return;
            event.preventDefault();
            show(to);
          }}
        >
          {items.map((each, index) => (
            <MatterRow
              key={matterId(each)}
              id={`matter-${index}`}
              matter={each}
              selected={index === at}
              onSelect={() => show(index)}
            />
          ))}
        </div>
      </div>
      <section ref={detail} className={classes.detail} aria-label={t('matter')} tabIndex={-1}>
        {matter && <Detail key={shown} matter={matter} others={standingOn(items, matter)} />}
      </section>
    </div>
  );
}

function Detail({ matter, others }: { matter: Need; others: number }) {
  const { conflict, task, refused, print } = matter;
  if (conflict) return <ClashDetail clash={conflict} />;
  if (task) return <ShortageDetail task={task} />;
  if (refused) return <RefusedDetail refusal={refused} others={others} />;
  return print ? <PrintDetail print={print} /> : null;
}
