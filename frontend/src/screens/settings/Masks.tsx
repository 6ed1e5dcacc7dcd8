import { Button, Textarea, TextInput } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useDesk, type Meaning } from '../../bridge';
import { useSetting } from '../../desk/settings';
import { formatQuantity } from '../../format';
import { useDoubt } from '../../frame/useOpenFound';
import { useScan } from '../../scan';
import { ErrorLine, MoneyText, ShapeIcon } from '../../ui';
import classes from './Scanner.module.css';
import settingsClasses from './Settings.module.css';

/** How the separator of GS1 codes is shown and typed. */
const separator = '⟨GS⟩';

/** The shop's own weight and price codes: a mask a line, tried on a code before it is kept. */
export function Masks() {
  const { t } = useTranslation('settings');
  const [kept, keep, error] = useSetting('scan.masks');
  const [typed, setTyped] = useState<string>();
  const [code, setCode] = useState('');
  const masks = typed ?? kept;
  useScan((scan) => setCode(scan.code));
  const { data, error: wrong } = useDesk('scan.explain', {
    code,
    ...(typed !== undefined && { masks: typed }),
  });
  return (
    <section className={settingsClasses.block} aria-label={t('masks')}>
      <h2>{t('masks')}</h2>
      <p className={settingsClasses.note}>{t('masks.text')}</p>
      <div className={classes.masks}>
        <div className={classes.side}>
          <Textarea
            label={t('masks.field')}
            description={t('masks.field.note')}
            autosize
            minRows={4}
            maxRows={12}
            spellCheck={false}
            value={masks}
            onChange={(event) => setTyped(event.currentTarget.value.toUpperCase())}
          />
          <ErrorLine error={wrong ?? error} />
          <div className={settingsClasses.line}>
            <Button
              variant="filled"
              disabled={typed === undefined || typed.trim() === kept || wrong !== null}
              onClick={() => {
                keep(masks.trim());
                setTyped(undefined);
              }}
            >
              {t('save')}
            </Button>
            {typed !== undefined && <Button onClick={() => setTyped(undefined)}>{t('masks.back')}</Button>}
          </div>
        </div>
        <div className={classes.side}>
          <TextInput
            label={t('masks.try')}
            description={t('masks.try.note')}
            autoComplete="off"
            spellCheck={false}
            value={code.replaceAll('\u001d', separator)}
            onChange={(event) => setCode(event.currentTarget.value.replaceAll(separator, '\u001d'))}
          />
          {code.trim() !== '' && data && !wrong && <Explained {...data} />}
        </div>
      </div>
    </section>
  );
}

type ExplainedProps = {
  symbology: string;
  elements: readonly { ai: string; title: string; value: string; date?: string }[];
  meanings: readonly Meaning[];
  doubt?: { code: string; params?: object };
};

/** What a code was read as, likeliest first. */
function Explained({ symbology, elements, meanings, doubt }: ExplainedProps) {
  const { t } = useTranslation('settings');
  const doubtOf = useDoubt();
  return (
    <>
      {doubt && (
        <p role="alert" className={classes.tone}>
          <ShapeIcon shape="waits" />
          {doubtOf(doubt)}
        </p>
      )}
      <table className={classes.explained}>
        <tbody>
          {symbology !== '' && (
            <tr>
              <th scope="row">{t('explain.symbology')}</th>
              <td>{symbology}</td>
            </tr>
          )}
          {elements.map(({ ai, title, value, date }) => (
            <tr key={ai}>
              <th scope="row">{`(${ai}) ${title}`}</th>
              <td>{date ?? value}</td>
            </tr>
          ))}
          {meanings.map((meaning) => (
            <MeaningRow key={`${meaning.kind} ${meaning.code}`} meaning={meaning} />
          ))}
        </tbody>
      </table>
    </>
  );
}

function MeaningRow({
  meaning: { kind, code, quantity = 0, total = 0, lot, serial, expiry },
}: {
  meaning: Meaning;
}) {
  const { t, i18n } = useTranslation('settings');
  return (
    <tr>
      <th scope="row">{t(`explain.${kind}`)}</th>
      <td>
        <strong>{code}</strong>
        {quantity > 0 && ` · ${t('explain.quantity', { quantity: formatQuantity(quantity, i18n.language) })}`}
        {total > 0 && (
          <>
            {' · '}
            <MoneyText minor={total} />
          </>
        )}
        {lot && ` · ${t('explain.lot', { lot })}`}
        {serial && ` · ${t('explain.serial', { serial })}`}
        {expiry && ` · ${t('explain.expiry', { expiry })}`}
      </td>
    </tr>
  );
}
