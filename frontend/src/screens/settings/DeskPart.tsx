import { Button, Input, NativeSelect, SegmentedControl } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDeskState } from '../../desk';
import { useOwnSetting, type OwnSetting } from '../../desk/settings';
import { useSounds } from '../../desk/sound';
import { ErrorLine } from '../../ui';
import { languageNames } from '../firststart/choices';
import classes from './Settings.module.css';
import { OwnPin } from './OwnPin';

/** How this desk looks, sounds and speaks; anybody at the till may change it. */
export function DeskPart() {
  const { t } = useTranslation('settings');
  const { desk, version } = useDeskState();
  const sounds = useSounds();
  const [language, setLanguage] = useOwnSetting('language');
  return (
    <div className={classes.fields}>
      <Choice name="theme" options={['', 'light', 'dark']} />
      <Choice name="touch" options={['', 'large']} />
      <div className={classes.line}>
        <Choice name="sounds" options={['', 'off']} />
        <Button onClick={sounds.yes}>{t('sounds.yes')}</Button>
        <Button onClick={sounds.no}>{t('sounds.no')}</Button>
      </div>
      <NativeSelect
        label={t('desk.language')}
        value={language}
        data={[{ value: '', label: t('desk.language.default') }, ...languageNames]}
        onChange={(event) => setLanguage(event.currentTarget.value)}
      />
      <OwnPin />
      <p className={classes.note}>{t('desk.about', { name: desk?.name, series: desk?.series, version })}</p>
    </div>
  );
}

/** One of a few: the first is the default. */
function Choice({ name, options }: { name: OwnSetting; options: readonly string[] }) {
  const { t } = useTranslation('settings');
  const [value, set, error] = useOwnSetting(name);
  return (
    <div className={classes.choice}>
      <Input.Label component="div">{t(name)}</Input.Label>
      <SegmentedControl
        aria-label={t(name)}
        value={options.includes(value) ? value : ''}
        data={options.map((option) => ({ value: option, label: t(`${name}.${option || 'default'}`) }))}
        onChange={set}
      />
      <ErrorLine error={error} />
    </div>
  );
}
