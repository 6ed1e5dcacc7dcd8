import { NativeSelect } from '@mantine/core';
import { useTranslation } from 'react-i18next';
import type { Found, PrinterPaper, Way } from '../../bridge';
import { useOwnSetting, useSetting } from '../../desk/settings';
import { ErrorLine } from '../../ui';
import { PrinterChoice } from './PrinterChoice';
import { PrinterDetails } from './PrinterDetails';
import { PrinterState } from './PrinterState';
import { PrinterTest } from './PrinterTest';
import classes from './Settings.module.css';
import { readWay, writeWay } from './way';

/** The printer of one kind of paper. */
export function PaperPrinter({ paper, found }: { paper: PrinterPaper; found: readonly Found[] }) {
  const { t } = useTranslation('settings');
  const [text, set, error] = useOwnSetting(`printer.${paper.document}`);
  const way = readWay(text);
  const change = (next: Way) => set(writeWay(next));
  const title = t(`orders:document.${paper.document}`);
  return (
    <section className={classes.block} aria-labelledby={`printer-${paper.document}`}>
      <h2 id={`printer-${paper.document}`}>{title}</h2>
      <div className={classes.line}>
        <PrinterChoice
          label={t('printers.printer')}
          none={t('printers.file')}
          document={paper.document}
          way={way}
          found={found}
          onChange={(next) => change(next.address === '' ? next : { ...next, ...secondOf(way) })}
        />
        <PaperSize paper={paper} />
      </div>
      {way.address !== '' && (
        <>
          <PrinterState way={way} />
          <PrinterDetails document={paper.document} way={way} found={found} onChange={change} />
          <Second paper={paper} way={way} found={found} onChange={change} />
          <PrinterTest document={paper.document} way={way} />
        </>
      )}
      <ErrorLine error={error} />
    </section>
  );
}

function secondOf({ second }: Way): Partial<Way> {
  return second ? { second } : {};
}

/** Which size of paper the shop prints a document on. */
function PaperSize({ paper }: { paper: PrinterPaper }) {
  const { t } = useTranslation('settings');
  const [size, set, error] = useSetting(`paper.${paper.document}.size`);
  const [usual] = paper.sizes;
  const inWords = (name: string) => {
    const shown = name.replace('a', 'A').replace('x', ' × ');
    // A page has its name, a roll or a sticker its millimetres.
    return shown.startsWith('A') ? shown : t('printers.size.mm', { size: shown });
  };
  if (usual === undefined || paper.sizes.length < 2) return null;
  return (
    <div>
      <NativeSelect
        label={t('printers.size')}
        value={size}
        data={[
          { value: '', label: t('printers.size.usual', { size: inWords(usual) }) },
          ...paper.sizes.slice(1).map((value) => ({ value, label: inWords(value) })),
        ]}
        onChange={(event) => set(event.currentTarget.value)}
      />
      <ErrorLine error={error} />
    </div>
  );
}

type SecondProps = {
  paper: PrinterPaper;
  way: Way;
  found: readonly Found[];
  onChange: (way: Way) => void;
};

/** The printer that is taken when it is certain that the first one printed nothing. */
function Second({ paper, way, found, onChange }: SecondProps) {
  const { t } = useTranslation('settings');
  const second = way.second ?? { address: '' };
  const change = (next: Way) => {
    const { second: _, ...rest } = way;
    onChange(next.address === '' ? rest : { ...rest, second: next });
  };
  return (
    <>
      <div className={classes.line}>
        <PrinterChoice
          label={t('printers.second')}
          none={t('printers.second.none')}
          document={paper.document}
          way={second}
          found={found.filter(({ address }) => address !== way.address)}
          onChange={change}
        />
      </div>
      {second.address !== '' && (
        <>
          <PrinterState way={second} />
          <PrinterDetails document={paper.document} way={second} found={found} onChange={change} />
        </>
      )}
    </>
  );
}
