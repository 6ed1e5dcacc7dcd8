import { Button } from '@mantine/core';
import { useQueryClient } from '@tanstack/react-query';
import { useLayoutEffect, useRef, useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, deskKey, useCommand, useDesk } from '../../bridge';
import { useCommands } from '../../commands';
import { useRight } from '../../desk';
import { useSounds } from '../../desk/sound';
import { useOpenFound } from '../../frame/useOpenFound';
import { go, isWithin } from '../../route';
import { plainCode, useScan } from '../../scan';
import {
  CardPage,
  ErrorLine,
  KeyButton,
  NoCard,
  say,
  settleField,
  StatusBadge,
  useDraft,
  useErrorText,
  useSayError,
} from '../../ui';
import { OpenClashes } from '../needs/OpenClashes';
import classes from './Goods.module.css';
import { GoodsPapers } from './GoodsPapers';
import { OfferDetail } from './OfferDetail';
import { OffersTable } from './OffersTable';
import { emptyOffer, emptyProduct, toDraft, toSave, type Draft, type DraftOffer } from './product';
import { ProductFields } from './ProductFields';
import { StockPanel } from './StockPanel';
import { VariantsPanel } from './VariantsPanel';

const fresh = emptyProduct();
/** One piece, in thousandths. */
const one = 1000;

/** A product's card, or an empty one for a new product. */
export function ProductScreen({ id }: { id: string }) {
  const { data, error } = useDesk('goods.get', { id }, { when: id !== 'new' });
  const { t } = useTranslation('goods');
  if (error) return <NoCard list={['goods']} back={t('back')} error={error} />;
  if (id === 'new') return <Card saved={fresh} />;
  return data?.id === id ? <Card saved={toDraft(data)} /> : null;
}

// Goods of these units are sold by the piece; what a label weighs says nothing of them.
const whole = new Set(['', 'pcs', 'pack', 'set']);

/** What goods are known by in a code: of a GS1 code the article, of the label of weighed goods their number. */
async function nameIn(code: string, unit: string): Promise<string> {
  const { text, elements, meanings } = await call('scan.explain', { code });
  const [likeliest] = meanings;
  const article = likeliest?.kind === 'goods' && elements.length > 0;
  const label = likeliest?.kind === 'inside' && !whole.has(unit);
  return likeliest && (article || label) ? likeliest.code : plainCode(text);
}

type Side = 'stock' | 'variants' | 'papers' | undefined;

function Card({ saved }: { saved: Draft }) {
  const { t } = useTranslation('goods');
  const text = useErrorText();
  const may = useRight('goods');
  // What was typed outlives this part: it is there again after a lock, another screen or a reload.
  const [kept, keep, drop] = useDraft<Draft>(`product.${saved.id || 'new'}`);
  const draft = kept ?? saved;
  const [current, setCurrent] = useState(draft.offers[0]?.key ?? '');
  const [side, setSide] = useState<Side>();
  const cache = useQueryClient();
  const save = useCommand('goods.save', {
    done: ({ id }) => {
      say(t('saved', { name: draft.name.trim() }));
      // The saved product comes first: without it the old one would be seen for a moment.
      void cache.refetchQueries({ queryKey: deskKey('goods.get', { id }) }).then(() => {
        drop();
        if (saved.id === '' && isWithin('goods', 'new')) go('goods', id);
      });
    },
  });
  const sounds = useSounds();
  const refused = useSayError();
  const open = useOpenFound();
  const latest = useRef(draft);
  useLayoutEffect(() => {
    latest.current = draft;
  });
  const offer = draft.offers.find(({ key }) => key === current) ?? draft.offers[0];
  // As they were saved: what is being typed is not true yet.
  const printed = saved.offers.filter(({ id }) => id !== '');
  const change = (part: Partial<Draft>) => keep({ ...draft, ...part });
  const changeOffer = (key: string, part: Partial<DraftOffer>) =>
    change({ offers: draft.offers.map((each) => (each.key === key ? { ...each, ...part } : each)) });

  function giveUp() {
    drop();
    if (kept) say(t('dropped'), { tone: 'plain', undo: () => keep(kept) });
  }

  function submit() {
    settleField();
    save.mutate(toSave(latest.current));
  }

  // A code that nobody knows is a new one of the offer that is looked at; any other opens what it names.
  async function take(code: string) {
    const found = await call('scan.find', { code });
    const plain = found.found === 'nothing' ? await nameIn(code, draft.unit) : found.text;
    const here = draft.offers.find(({ id, barcodes }) =>
      found.offers.length > 0
        ? found.offers.some((other) => other.id === id)
        : barcodes.some((other) => other.code === plain),
    );
    if (found.found !== 'nothing' && !here) return open(found, code);
    if (!here && !(may && offer)) return open(found, code);
    sounds.yes();
    if (here) return setCurrent(here.key);
    changeOffer(offer!.key, { barcodes: [...offer!.barcodes, { code: plain, quantity: one }] });
    return void say(t('barcode.scanned', { code: plain }), { tone: 'waits' });
  }
  useScan(({ code }) =>
    take(code).catch((thrown: unknown) => {
      sounds.no();
      refused(thrown);
    }),
  );
  useCommands({
    'ui.close': () => go('goods'),
    'goods.new': { run: () => go('goods', 'new'), when: () => may && saved.id !== '' },
    'goods.save': { run: submit, when: () => may && !save.isPending },
    'goods.stock': { run: () => setSide('stock'), when: () => may && (offer?.id ?? '') !== '' },
    'goods.papers': { run: () => setSide('papers'), when: () => may && printed.length > 0 },
    'goods.variants': { run: () => setSide('variants'), when: () => may },
    'goods.offer': {
      run: () => change({ offers: [...draft.offers, emptyOffer()] }),
      when: () => may,
    },
  });

  const field = save.error?.field ?? '';
  const sku = field === 'sku' ? save.error?.args.sku : undefined;
  const inTable = ['sku', 'price', 'barcodes'].includes(field);
  return (
    <CardPage
      title={draft.name || t('new')}
      list={['goods']}
      back={t('back')}
      marks={
        <>
          {kept && <StatusBadge tone="waits">{t('unsaved')}</StatusBadge>}
          <OpenClashes root={saved.id} />
        </>
      }
      tools={
        may && (
          <>
            {kept && <Button onClick={giveUp}>{t('drop')}</Button>}
            {printed.length > 0 && <KeyButton command="goods.papers">{t('papers')}</KeyButton>}
            <KeyButton command="goods.save" variant="filled" loading={save.isPending}>
              {t('save')}
            </KeyButton>
          </>
        )
      }
    >
      {save.error && (inTable || !['name', 'unit'].includes(field)) && <ErrorLine error={save.error} />}
      <fieldset className={classes.body} disabled={!may} data-side={side !== undefined}>
        <ProductFields
          draft={draft}
          onChange={change}
          wrong={(name) => (save.error && field === name ? text(save.error) : undefined)}
        />
        <div className={classes.offers}>
          <OffersTable
            offers={draft.offers}
            unit={draft.unit}
            current={offer?.key}
            wrongSku={typeof sku === 'string' ? sku : undefined}
            onCurrent={setCurrent}
            onChange={changeOffer}
            onRemove={(key) => change({ offers: draft.offers.filter((each) => each.key !== key) })}
          />
          {offer && (
            <OfferDetail
              key={offer.key}
              offer={offer}
              unit={draft.unit}
              digital={draft.digital}
              onChange={(part) => changeOffer(offer.key, part)}
            />
          )}
        </div>
        {side === 'variants' && (
          <VariantsPanel
            offers={draft.offers}
            onMake={(offers) => {
              change({ offers });
              setSide(undefined);
            }}
            onClose={() => setSide(undefined)}
          />
        )}
        {side === 'papers' && printed.length > 0 && (
          <GoodsPapers
            offers={printed.map((each) => ({
              ...each,
              title: [saved.name, each.title].filter(Boolean).join(' · '),
            }))}
            onClose={() => setSide(undefined)}
            width={320}
          />
        )}
        {side === 'stock' && offer && offer.id !== '' && (
          <StockPanel
            key={offer.id}
            product={saved.id}
            offer={offer.id}
            title={[draft.name, offer.title].filter(Boolean).join(' · ')}
            unit={draft.unit}
            onClose={() => setSide(undefined)}
            width={320}
          />
        )}
      </fieldset>
    </CardPage>
  );
}
