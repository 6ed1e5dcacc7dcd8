import type { Found, Way } from '../../bridge';

/** Reads the setting of a printer: JSON, or an address alone. */
export function readWay(setting: string): Way {
  if (!setting.trimStart().startsWith('{')) return { address: setting };
  try {
    return JSON.parse(setting) as Way;
  } catch {
    return { address: '' };
  }
}

/** Writes it; "" when no printer is chosen. */
export function writeWay(way: Way): string {
  return way.address === '' ? '' : JSON.stringify(way);
}

/** What a printer understands that was just chosen: as it was found, or what is likeliest for this paper. */
export function firstWay(address: string, found: Found | undefined, document: string): Way {
  const likeliest = document === 'receipt' ? 'escpos' : document === 'label' ? 'zpl' : 'pdf';
  const raw = /^(tcp|serial|device|file):/.test(address);
  return { address, language: found?.language || (raw ? likeliest : 'pdf') };
}

/** Whether a printer on the network can be told to be one that never says what it has printed. */
export const mayBeSilent = ({ address }: Way): boolean => address.startsWith('tcp:');

const silence = '?waiteof=no';

/** Whether it is one. */
export const isSilent = ({ address }: Way): boolean => address.endsWith(silence);

/** Makes it one, or one that is waited for. */
export function setSilent(way: Way, silent: boolean): Way {
  const address = isSilent(way) ? way.address.slice(0, -silence.length) : way.address;
  return { ...way, address: silent ? address + silence : address };
}

/** Whether a language is sent in dots. */
export const inDots = ({ language = 'pdf' }: Way): boolean => language !== 'pdf' && language !== '';

/** Whether it is a language of labels. */
export const forLabels = ({ language = '' }: Way): boolean => ['zpl', 'tspl', 'epl'].includes(language);

/** What the chosen language was told by, as long as it is the one that was guessed. */
export function guessOf({ address, language = '' }: Way, found: readonly Found[]): Found['guess'] {
  const printer = found.find((each) => each.address === address);
  return printer && printer.language === language ? printer.guess : '';
}
