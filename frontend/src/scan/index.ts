export { deliver, passOn, useHearScans, useScan, useSettled, useTypingHome } from './hooks';
export type { Scan } from './parts';
export { couldBeCode, plainCode } from './text';
export { defaultScanner, readScanner, type ScannerSettings } from './settings';
export { useTakeSerial } from './serial';
