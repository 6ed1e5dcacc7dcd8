import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { DeliveryNumbers, Result } from '../../bridge';
import { useSetting } from '../../desk/settings';
import { ErrorLine, FieldWarning, useWords } from '../../ui';
import classes from './Settings.module.css';

type Numbers = Result<'numbers.ranges'>;
const choices = [
  'none',
  'own',
  'sscc',
  's10',
  'post14',
] as const satisfies readonly DeliveryNumbers['numbers'][];

/** Which number a parcel gets when its label is printed, for each way of delivery. */
export function DeliveryNumbersBlock({ numbers }: { numbers: Numbers }) {
  const { t } = useTranslation('settings');
  return (
    <section className={classes.block} aria-label={t('numbers.deliveries')}>
      <h2>{t('numbers.deliveries')}</h2>
      <p className={classes.note}>{t('numbers.deliveries.note')}</p>
      <table className={classes.table}>
        <tbody>
          {numbers.deliveries.map((delivery) => (
            <Row key={delivery.method} delivery={delivery} ranges={numbers.ranges} />
          ))}
        </tbody>
      </table>
    </section>
  );
}

function Row({
  delivery: { method, carrier, numbers },
  ranges,
}: {
  delivery: DeliveryNumbers;
  ranges: Numbers['ranges'];
}) {
  const { t } = useTranslation('settings');
  const words = useWords();
  const [chosen, choose, error] = useSetting(`parcel.${method}.number`);
  // While a choice is being kept it is shown; nothing chosen is what the desk says.
  const value = choices.find((each) => each === chosen) ?? numbers;
  const missing =
    value !== 'none' && value !== 'own' && !ranges.some(({ scheme, active }) => active && scheme === value);
  return (
    <tr>
      <th scope="row">{words.delivery(method)}</th>
      <td>
        <NativeSelect
          aria-label={t('numbers.of', { delivery: words.delivery(method) })}
          value={value}
          data={choices.map((each) => ({
            value: each,
            label: each === 'own' && carrier ? t('numbers.choice.interim') : t(`numbers.choice.${each}`),
          }))}
          onChange={(event) => choose(event.currentTarget.value)}
        />
        <FieldWarning text={missing ? t('numbers.missing') : undefined} />
        <ErrorLine error={error} />
      </td>
    </tr>
  );
}
