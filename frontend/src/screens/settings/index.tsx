import { lazy, type ComponentType } from 'react';
import { useTranslation } from 'react-i18next';
import { useDeskState, type Right } from '../../desk';
import type { ScreenProps } from '../../frame/places';
import { link } from '../../route';
import { LabelsPart } from '../templates/List';
import { DataPart } from './DataPart';
import { DeskPart } from './DeskPart';
import { HubPart } from './HubPart';
import { KeysPart } from './KeysPart';
import { NumbersPart } from './NumbersPart';
import { PrintersPart } from './PrintersPart';
import { ScannerPart } from './ScannerPart';
import classes from './Settings.module.css';
import { ShopPart } from './ShopPart';
import { UsersPart } from './UsersPart';

// The editor takes the whole screen, and few ever open it.
const TemplateEditor = lazy(async () => ({ default: (await import('../templates')).Screen }));

type Part = { name: string; right: Right; Part: ComponentType };

const parts: readonly Part[] = [
  { name: 'desk', right: 'signed_in', Part: DeskPart },
  { name: 'keys', right: 'signed_in', Part: KeysPart },
  { name: 'scanner', right: 'signed_in', Part: ScannerPart },
  { name: 'shop', right: 'settings', Part: ShopPart },
  { name: 'printers', right: 'settings', Part: PrintersPart },
  { name: 'labels', right: 'settings', Part: LabelsPart },
  { name: 'numbers', right: 'settings', Part: NumbersPart },
  { name: 'users', right: 'users', Part: UsersPart },
  { name: 'hub', right: 'settings', Part: HubPart },
  { name: 'data', right: 'goods', Part: DataPart },
];

/** The settings: what a person may not change is not there. */
export function Screen({ path }: ScreenProps) {
  const { t } = useTranslation('settings');
  const { rights } = useDeskState();
  const open = parts.filter(({ right }) => rights.includes(right));
  const at = open.find(({ name }) => name === path[0]) ?? open[0];
  if (!at) return null;
  if (at.name === 'labels' && path[1]) return <TemplateEditor path={path.slice(1)} />;
  return (
    <div className={classes.settings}>
      <nav className={classes.parts} aria-label={t('parts')}>
        {open.map(({ name }) => (
          <a key={name} href={link('settings', name)} aria-current={name === at.name ? 'page' : undefined}>
            {t(`part.${name}`)}
          </a>
        ))}
      </nav>
      <section className={classes.part} aria-labelledby="settings-part">
        <h1 id="settings-part" className={classes.title}>
          {t(`part.${at.name}`)}
        </h1>
        <at.Part key={at.name} />
      </section>
    </div>
  );
}
