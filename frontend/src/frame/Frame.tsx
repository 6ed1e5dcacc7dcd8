import { Suspense, useEffect, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useCommand } from '../bridge';
import { KeyHint, useCommands } from '../commands';
import { useDeskState, useKeepState } from '../desk';
import { go, link, useRoute } from '../route';
import { Help } from '../screens/help/Help';
import { useSayError } from '../ui';
import classes from './Frame.module.css';
import { FrameScans } from './FrameScans';
import { Palette } from './Palette';
import { places, type Place } from './places';
import { TopBar } from './TopBar';

const collapsedKept = 'rail.collapsed';

/** The frame: the rail at the left, the bar on top, and the screen that the address names. */
export function Frame() {
  const { t } = useTranslation();
  const state = useDeskState();
  const [first, ...path] = useRoute();
  const [searching, setSearching] = useState(false);
  const [collapsed, setCollapsed] = useState(() => localStorage.getItem(collapsedKept) === 'true');
  const refused = useSayError();
  const lock = useCommand('session.lock', { done: useKeepState(), refused });
  const open = places.filter(({ right }) => state.rights.includes(right));
  const at = open.find(({ name }) => name === first) ?? (first === 'help' ? undefined : open[0]);

  useEffect(() => localStorage.setItem(collapsedKept, String(collapsed)), [collapsed]);
  const goTo = (name: string) => ({
    run: () => go(name),
    when: () => open.some((place) => place.name === name),
  });
  useCommands({
    'frame.help': () => (first === 'help' ? history.back() : go('help')),
    'frame.counter': goTo('counter'),
    'frame.orders': goTo('orders'),
    'frame.customers': goTo('customers'),
    'frame.goods': goTo('goods'),
    'frame.stock': goTo('stock'),
    'frame.prints': goTo('prints'),
    'frame.needs': goTo('needs'),
    'frame.sync': goTo('sync'),
    'frame.settings': goTo('settings'),
    'frame.everything': () => setSearching(true),
    'frame.lock': { run: () => lock.mutate({}), when: () => !lock.isPending },
    'frame.rail': () => setCollapsed(!collapsed),
  });

  return (
    <div className={classes.frame} data-collapsed={collapsed}>
      <Rail
        places={open.filter(({ inRail }) => inRail(state))}
        at={at?.name ?? 'help'}
        onCollapse={() => setCollapsed(!collapsed)}
        collapsed={collapsed}
      />
      <TopBar onSearch={() => setSearching(true)} onLock={() => lock.mutate({})} />
      <main className={classes.screen} aria-label={t(at ? `place.${at.name}` : 'help')}>
        <Suspense>
          {at ? <at.Screen key={at.name} path={path} /> : <Help />}
          <FrameScans />
        </Suspense>
      </main>
      {searching && <Palette onClose={() => setSearching(false)} />}
    </div>
  );
}

function Rail(props: { places: readonly Place[]; at: string; collapsed: boolean; onCollapse: () => void }) {
  const { t } = useTranslation();
  const state = useDeskState();
  return (
    <nav className={classes.rail} aria-label={t('rail')}>
      {props.places.map(({ name, icon, command, count }) => (
        <a
          key={name}
          href={link(name)}
          className={classes.place}
          aria-current={props.at === name ? 'page' : undefined}
          aria-label={
            count(state) > 0
              ? t('place.waiting', { place: t(`place.${name}`), count: count(state) })
              : t(`place.${name}`)
          }
          title={props.collapsed ? t(`place.${name}`) : undefined}
        >
          {icon}
          <span className={classes.word}>{t(`place.${name}`)}</span>
          {count(state) > 0 && <span className={classes.count}>{count(state)}</span>}
          <span className={classes.key}>
            <KeyHint command={command} />
          </span>
        </a>
      ))}
      <a
        href={link('help')}
        className={classes.place}
        data-last
        aria-current={props.at === 'help' ? 'page' : undefined}
        aria-label={t('help')}
      >
        <svg
          width="20"
          height="20"
          viewBox="0 0 20 20"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          aria-hidden="true"
        >
          <circle cx="10" cy="10" r="7.2" />
          <path d="M7.8 7.800a2.2 2.2 0 1 1 3.2 2c-.7.4-1 .8-1 1.600M10 14v.1" strokeLinecap="round" />
        </svg>
        <span className={classes.word}>{t('help')}</span>
        <span className={classes.key}>
          <KeyHint command="frame.help" />
        </span>
      </a>
      <button
        type="button"
        className={classes.place}
        onClick={props.onCollapse}
        aria-expanded={!props.collapsed}
        aria-label={t('collapse')}
      >
        <svg
          width="20"
          height="20"
          viewBox="0 0 20 20"
          fill="none"
          stroke="currentColor"
          strokeWidth="1.5"
          aria-hidden="true"
        >
          <path
            d={props.collapsed ? 'M8 5l5 5-5 5' : 'M12 5l-5 5 5 5'}
            strokeLinecap="round"
            strokeLinejoin="round"
          />
        </svg>
        <span className={classes.word}>{t('collapse')}</span>
      </button>
    </nav>
  );
}
