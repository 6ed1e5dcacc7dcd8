import { useTranslation } from 'react-i18next';
import { asDeskError } from '../bridge';
import { formatMoney } from '../format';
import { useCurrency } from './currency';
import { ShapeIcon } from './ShapeIcon';
import classes from './ErrorLine.module.css';

/** What a refusal says in the language of the screen; an unknown one gets a plain line. */
export function useErrorText(): (error: unknown) => string {
  const { t, i18n } = useTranslation('errors');
  const currency = useCurrency();
  return (thrown) => {
    const error = asDeskError(thrown);
    const args = Object.fromEntries(
      Object.entries(error.args).map(([name, value]) => [name, named(name, value)]),
    );
    return t(i18n.exists(`errors:${error.code}`) ? error.code : 'unknown', args);

    function named(name: string, value: unknown): unknown {
      // Sums that rules name without knowing a currency come in minor units.
      if (name === 'missing' && typeof value === 'number') return formatMoney(value, currency, i18n.language);
      const key = `errors:arg.${name}.${String(value)}`;
      return i18n.exists(key) ? t(key) : value;
    }
  };
}

/** A calm line that says what happened, what is safe and what to do. Nothing when there is no error. */
export function ErrorLine({ error }: { error: unknown }) {
  const say = useErrorText();
  if (!error) return null;
  return (
    <p className={classes.line} role="alert">
      <ShapeIcon shape="danger" />
      {say(error)}
    </p>
  );
}
