import { useTranslation } from 'react-i18next';
import { useDeskState } from '../../desk';
import { useTaxIdWarning } from '../../ui';
import { SettingField } from './SettingField';
import classes from './Settings.module.css';

/** The firm behind the shop, as invoices and goods issue notes name it. */
export function Requisites() {
  const { t } = useTranslation('settings');
  const { settings } = useDeskState();
  const warning = useTaxIdWarning(settings['shop.tax_id'] ?? '');
  return (
    <section className={classes.fields} aria-labelledby="requisites">
      <h2 id="requisites" className={classes.subtitle}>
        {t('requisites')}
      </h2>
      <p className={classes.note}>{t('requisites.note')}</p>
      <SettingField name="shop.legal_name" label={t('shop.legal_name')} />
      <SettingField name="shop.tax_id" label={t('shop.tax_id')} warning={warning} />
      <SettingField name="shop.iban" label={t('shop.iban')} />
      <SettingField name="shop.bank" label={t('shop.bank')} />
      <SettingField name="shop.director" label={t('shop.director')} description={t('shop.director.note')} />
      <SettingField name="invoice.tax" label={t('invoice.tax')} description={t('invoice.tax.note')} />
      <SettingField name="invoice.note" label={t('invoice.note')} description={t('invoice.note.note')} />
    </section>
  );
}
