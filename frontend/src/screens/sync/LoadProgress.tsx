import { Progress } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { SyncLoad } from '../../bridge';
import { formatFigures } from '../../format';
import { tiers } from '../../frame/safety';
import { ShapeIcon } from '../../ui';
import classes from './Sync.module.css';

/** How far a load of the shop has come: each tier by its name, and the figures of the one that is coming now. */
export function LoadProgress({ load }: { load: SyncLoad }) {
  const { t, i18n } = useTranslation('sync');
  const { tier, done, total, why } = load;
  const figures = (count: number) => formatFigures(count, 0, i18n.language);
  const percent = total > 0 ? Math.min(Math.round((done * 100) / total), 100) : 0;
  const part = (
    <>
      <span className={classes.figures}>
        {t('load.figures', { done: figures(done), total: figures(total) })}
      </span>
      <Progress className={classes.bar} value={percent} aria-label={t('load.progress')} />
    </>
  );
  return (
    <section className={classes.load} aria-label={t(`load.${why}`)}>
      <h2>{t(`load.${why}`)}</h2>
      {tiers.some((each) => each === tier) ? (
        <ol>
          {tiers.map((each) => (
            <li key={each} data-state={each < tier ? 'done' : each === tier ? 'now' : 'ahead'}>
              <span className={classes.mark}>{each < tier && <ShapeIcon shape="done" />}</span>
              <span>{t(`tier.${each}`)}</span>
              {each === tier && part}
            </li>
          ))}
        </ol>
      ) : (
        part
      )}
      <p className={classes.quiet}>{t('load.survives')}</p>
    </section>
  );
}
