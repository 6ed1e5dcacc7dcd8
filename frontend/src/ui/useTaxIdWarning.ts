import { useTranslation } from 'react-i18next';
import { useDesk } from '../bridge';

/** What looks wrong with a firm's tax number that was written; "" asks nothing. */
export function useTaxIdWarning(tax_id: string): string | undefined {
  const { t } = useTranslation('ui');
  const { data } = useDesk('customers.check_firm', { tax_id }, { when: tax_id !== '' });
  return tax_id !== '' && data?.tax_id ? t(`tax_id.${data.tax_id}`) : undefined;
}
