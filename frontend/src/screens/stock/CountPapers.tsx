import { Checkbox, NativeSelect } from '@mantine/core';
import { useState } from 'react';
import { useTranslation } from 'react-i18next';
import { call, useDesk, type OpenSheet } from '../../bridge';
import { useKept } from '../../ui';
import { PapersPanel, type Asked } from '../papers';

/** Of what the sheet is made: what was scanned, all goods, or a category by its id. */
const scanned = 'scanned';
const all = 'all';

const page_size = 500;
/** One more than the desk prints at once, so that it refuses what is too much in words. */
const most = 2001;

/** A count sheet on paper: to count by, or what was counted so far. */
export function CountPapers({ sheet, onClose }: { sheet: OpenSheet; onClose: () => void }) {
  const { t } = useTranslation('papers');
  const { data: categories } = useDesk('goods.categories', {});
  const some = sheet.lines.length > 0;
  const [of, setOf] = useState(some ? scanned : all);
  const [blind, setBlind] = useKept('papers.blind', true);

  async function ask(): Promise<Asked> {
    if (of === scanned) return { document: 'countsheet', counted: true, blind };
    return { document: 'countsheet', offers: await offersOf(of === all ? '' : of), blind };
  }

  return (
    <PapersPanel
      title={t('orders:document.countsheet')}
      documents={['countsheet']}
      document="countsheet"
      ask={ask}
      onClose={onClose}
    >
      <NativeSelect
        data-autofocus
        label={t('count.of')}
        value={of}
        data={[
          ...(some ? [{ value: scanned, label: t('count.scanned') }] : []),
          { value: all, label: t('count.all') },
          ...(categories ?? []).map(({ id, path }) => ({ value: id, label: path })),
        ]}
        onChange={(event) => setOf(event.currentTarget.value)}
      />
      <Checkbox
        label={t('blind')}
        checked={blind}
        onChange={(event) => setBlind(event.currentTarget.checked)}
      />
    </PapersPanel>
  );
}

/** The goods of a category, or all of them, by their names. */
async function offersOf(category: string): Promise<string[]> {
  const ids: string[] = [];
  for (let read = 0; ;) {
    // oxlint-disable-next-line no-await-in-loop -- page after page
    const { offers, total } = await call('goods.list', {
      ...(category && { category }),
      sort: 'title',
      offset: read,
      limit: page_size,
    });
    read += offers.length;
    ids.push(...offers.filter(({ digital }) => !digital).map(({ id }) => id));
    if (offers.length === 0 || read >= total || ids.length >= most) return ids;
  }
}
