import { useRight } from '../../desk';
import { useOwnSetting } from '../../desk/settings';
import { readScanner, type ScannerSettings } from '../../scan';
import { ErrorLine } from '../../ui';
import { Masks } from './Masks';
import { ScannerTest } from './ScannerTest';
import { SerialScanners } from './SerialScanners';

/** The scanner of this till: tried, told about in plain words and set right; and what the shop's own codes mean. */
export function ScannerPart() {
  const mayShop = useRight('settings');
  const [text, set, error] = useOwnSetting('scanner');
  const settings = readScanner(text);
  const change = (part: Partial<ScannerSettings>) => set(JSON.stringify({ ...settings, ...part }));
  return (
    <>
      <ErrorLine error={error} />
      <ScannerTest settings={settings} changed={text !== ''} onChange={change} onReset={() => set('')} />
      <SerialScanners settings={settings} onChange={change} />
      {mayShop && <Masks />}
    </>
  );
}
