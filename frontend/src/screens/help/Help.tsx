import { useTranslation } from 'react-i18next';
import { areaOf, catalogue, KeyHint, labelOf, useKeyOf, type Declared } from '../../commands';
import classes from './Help.module.css';

/** Every action and its key, as they are set now. */
export function Help() {
  const { t } = useTranslation('help');
  const areas = [...new Set(catalogue.map(({ id }) => areaOf(id)))];
  return (
    <div className={classes.help} role="region" aria-label={t('title')} tabIndex={0}>
      <h1 className={classes.title}>{t('title')}</h1>
      <p className={classes.lead}>{t('lead')}</p>
      <div className={classes.areas}>
        {areas.map((area) => (
          <section key={area} className={classes.area}>
            <h2>{t(`${area}:area`)}</h2>
            <dl>
              {catalogue
                .filter(({ id }) => areaOf(id) === area)
                .map((command) => (
                  <Row key={command.id} command={command} />
                ))}
            </dl>
          </section>
        ))}
      </div>
    </div>
  );
}

function Row({ command }: { command: Declared }) {
  const { t } = useTranslation('help');
  const key = useKeyOf(command.id);
  return (
    <div className={classes.row}>
      <dt>{t(labelOf(command.id))}</dt>
      <dd>{key ? <KeyHint command={command.id} /> : <span>{t('nokey')}</span>}</dd>
    </div>
  );
}
