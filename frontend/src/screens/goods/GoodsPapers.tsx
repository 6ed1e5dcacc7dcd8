import { Checkbox, NativeSelect, Textarea } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { useKept } from '../../ui';
import { CountField, PapersPanel, readPlaces, writePlaces } from '../papers';
import classes from './Goods.module.css';

const documents = ['pricetag', 'shelf', 'countsheet'] as const;
type Kind = (typeof documents)[number];

/** The sizes of stickers; none is what the settings say. */
const sizes: Record<Exclude<Kind, 'countsheet'>, readonly string[]> = {
  pricetag: ['', '58x40', '40x30', 'a4x65'],
  shelf: ['', '100x50', '58x40'],
};
const sheet = 'a4x65';

/** What goods need of themselves to be printed. */
export type Printable = { id: string; title: string; sku: string };

type Props = { offers: readonly Printable[]; onClose: () => void; width?: number };

/** Price tags, shelf labels and the count sheet of goods. */
export function GoodsPapers({ offers, onClose, width }: Props) {
  const { t } = useTranslation('papers');
  const [document, setDocument] = useKept<Kind>('papers.goods', 'pricetag');
  const [size, setSize] = useKept<Record<string, string>>('papers.goods.size', {});
  const [first, setFirst] = useState<number | undefined>(1);
  const [copies, setCopies] = useState<number | undefined>(1);
  const [blind, setBlind] = useState(false);
  const [typed, setTyped] = useState<string>();
  const places = typed ?? writePlaces(offers.map(({ title, sku }) => ({ code: sku, name: title })));
  const chosen = size[document] ?? '';
  const ids = offers.map(({ id }) => id);

  function ask() {
    const some = { document, ...(chosen !== '' && { size: chosen }), copies: copies ?? 1 };
    if (document === 'countsheet') return { document, offers: ids, blind };
    if (document === 'shelf') return { ...some, places: readPlaces(places) };
    return { ...some, offers: ids, ...(chosen === sheet && { first: first ?? 1 }) };
  }

  return (
    <PapersPanel
      title={t('goods.title', { count: offers.length })}
      documents={documents}
      document={document}
      onDocument={setDocument}
      ask={ask}
      onClose={onClose}
      {...(width !== undefined && { width })}
    >
      {document === 'shelf' && (
        <Textarea
          label={t('places')}
          description={t('places.note')}
          autosize
          minRows={3}
          maxRows={10}
          spellCheck={false}
          value={places}
          onChange={(event) => setTyped(event.currentTarget.value)}
        />
      )}
      {document === 'countsheet' ? (
        <Checkbox
          label={t('blind')}
          checked={blind}
          onChange={(event) => setBlind(event.currentTarget.checked)}
        />
      ) : (
        <>
          <NativeSelect
            label={t('size')}
            value={chosen}
            data={sizes[document].map((value) => ({ value, label: t(`size.${value || 'usual'}`) }))}
            onChange={(event) => setSize({ ...size, [document]: event.currentTarget.value })}
          />
          {document === 'pricetag' && chosen === sheet && (
            <CountField
              label={t('first')}
              description={t('first.note')}
              digits={2}
              value={first}
              onChange={setFirst}
            />
          )}
          <CountField label={t('copies.each')} digits={3} value={copies} onChange={setCopies} />
        </>
      )}
      {document === 'countsheet' && <p className={classes.quiet}>{t('what.countsheet')}</p>}
    </PapersPanel>
  );
}
