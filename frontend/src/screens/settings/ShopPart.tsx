import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import { useDeskState } from '../../desk';
import { useSetting } from '../../desk/settings';
import { ErrorLine } from '../../ui';
import { currencyLabel, languageNames } from '../firststart/choices';
import { Requisites } from './Requisites';
import { SettingField } from './SettingField';
import classes from './Settings.module.css';

/** What belongs to the whole shop and stands on its papers. */
export function ShopPart() {
  const { t, i18n } = useTranslation('settings');
  const { shop } = useDeskState();
  const [language, setLanguage, error] = useSetting('shop.language');
  return (
    <div className={classes.fields}>
      <SettingField name="shop.name" label={t('shop.name')} description={t('shop.name.note')} />
      <SettingField name="shop.address" label={t('shop.address')} />
      <SettingField name="shop.phone" label={t('shop.phone')} />
      <SettingField name="receipt.footer" label={t('shop.footer')} />
      <NativeSelect
        label={t('shop.language')}
        value={language}
        data={languageNames}
        onChange={(event) => setLanguage(event.currentTarget.value)}
      />
      <ErrorLine error={error} />
      <Requisites />
      {shop && (
        <p className={classes.note}>
          {t('shop.currency', { currency: currencyLabel(shop.currency, i18n.language) })}
        </p>
      )}
    </div>
  );
}
